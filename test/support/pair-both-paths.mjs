import { Context } from '../../dist/commands/context.js';
import { naiveContext } from '../../dist/commands/naive-context.js';
import { readEvents } from '../../dist/commands/ndjson.js';
import { parsePeriod, periodKey } from '../../dist/domain/period.js';
import { compareFigures } from '../../dist/verifier/compare-figures.js';
import { readHistory } from '../../dist/verifier/facts.js';
import { figuresOf } from '../../dist/verifier/recompute.js';

/**
 * `node pair-both-paths.mjs EVENTS PERIOD[@INSTANT]…`: what the pair of the environment says of these periods, beside what the
 * naive path makes of the file that was replayed into it (not of the log, which could have lost something). In a process
 * of its own, from dist/: 200,000 events are slow in jest. Prints JSON; `pair-figures.ts` says what is in it.
 */
const [file, ...wanted] = process.argv.slice(2);
const context = new Context(process.env);
try {
  const { events, stream } = await readStream(file);
  const pipeline = await context.openPipeline();
  const now = await pipeline.store.now();
  const history = readHistory(events, naiveContext(context.configuration, now));
  const periods = [];
  for (const text of wanted) {
    const [name, at] = text.split('@');
    periods.push(await bothPaths(pipeline, history, name, at === undefined ? now : Date.parse(at)));
  }
  const found = JSON.stringify({ stream, periods, published: await publishedMonths(pipeline, now) });
  await new Promise((resolve) => process.stdout.write(found, resolve));
} finally {
  await context.close();
}
process.exit();

/** The events of the file, and how disturbed it is. */
async function readStream(path) {
  const events = [];
  const stream = { lines: 0, distinct: 0, outOfOrder: 0, closedBeforeCreated: 0 };
  const ids = new Set();
  const created = new Set();
  let latest = 0;
  for await (const { event, problem } of readEvents(path)) {
    if (problem !== undefined) throw problem;
    events.push(event);
    stream.lines++;
    if (event.time < latest) stream.outOfOrder++;
    latest = Math.max(latest, event.time);
    ids.add(event.id);
    if (event.type === 'hotline.ticket-created.v1') created.add(event.data.ticketId);
    if (event.type === 'hotline.ticket-closed.v1' && !created.has(event.data.ticketId)) stream.closedBeforeCreated++;
  }
  stream.distinct = ids.size;
  return { events, stream };
}

async function bothPaths({ reader, context: views }, history, name, asOf) {
  const period = parsePeriod(name, views.zone.dayOf(asOf));
  const snapshot = await reader.snapshot(period, asOf, true);
  const naive = figuresOf(history, periodKey(period), asOf);
  return {
    name,
    contacts: snapshot.counters.contacts,
    counters: Object.keys(snapshot.counters).length,
    indicators: snapshot.indicators.length,
    differences: compareFigures(snapshot, naive).slice(0, 20),
    identities: snapshot.identities.length,
    broken: [...snapshot.identities, ...naive.identities].filter((identity) => !identity.holds),
  };
}

/** The last word of the snapshots topic on each month, and where it differs from what the store says now. */
async function publishedMonths({ log, topics, reader, context: views }, now) {
  const last = new Map();
  const [{ start, end }] = await log.bounds(topics.snapshots);
  for await (const batch of log.read([{ topic: topics.snapshots, partition: 0, from: start, to: end }])) {
    for (const { key, value } of batch.records) last.set(Buffer.from(key).toString('utf8'), value);
  }
  const months = [];
  for (const [key, value] of last) {
    if (!/^month:\d{4}-\d\d$/.test(key)) continue;
    const { counters, indicators } = JSON.parse(Buffer.from(value).toString('utf8')).data;
    const ours = await reader.snapshot(parsePeriod(key, views.zone.dayOf(now)), now, false);
    const same = JSON.stringify([counters, indicators]) === JSON.stringify([ours.counters, ours.indicators]);
    months.push({ key, contacts: counters.contacts, same });
  }
  return months.sort((a, b) => (a.key < b.key ? -1 : 1));
}
