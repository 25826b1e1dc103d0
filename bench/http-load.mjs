/**
 * The server under load, as one machine sees it: readers of the stream and events posted in batches, at a fixed rate that
 * does not wait for answers (open loop): a time runs from when a batch was due, not from when it could be sent.
 *
 *   npm run build && node bench/http-load.mjs [--clients 500] [--rate 2000] [--batch 200] [--seconds 60] [--sample]
 *     [--json]
 *
 * It starts the built program on the embedded pair in a folder of its own, on a free port, and ends it. Checks, exit code 1
 * when one fails: every batch is accepted; every accepted event is in the log once; no reader is cut off, and all readers
 * have seen the same updates. Times in milliseconds: `post` until the log has acknowledged, `update` until a reader of the
 * stream holds a snapshot that counts the batch. Percentiles are exact: all samples are kept and sorted. With --sample the
 * state already holds May and June 2021, as that of a hotline does that has been running.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { epochMs, percentiles } from './support/samples.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const main = join(root, 'dist', 'commands', 'main.js');
const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '500' },
    rate: { type: 'string', default: '2000' },
    batch: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '60' },
    sample: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const clients = Number(values.clients);
const batch = Number(values.batch);
const intervalMs = (1000 * batch) / Number(values.rate);
const batches = Math.round((1000 * Number(values.seconds)) / intervalMs);

const dataDir = mkdtempSync(join(tmpdir(), 'pulse-http-load-'));
const env = { ...process.env, PULSE_DATA_DIR: dataDir, PULSE_HTTP_PORT: '0', PULSE_LOG_LEVEL: 'warn' };

async function pulse(...args) {
  const child = spawn(process.execPath, [main, ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    text += chunk;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`pulse ${args.join(' ')}: exit code ${code}`);
  return text.trim();
}

/** The program, once it says its address. */
async function startProgram() {
  const child = spawn(process.execPath, [main, 'start'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  const lines = createInterface({ input: child.stdout });
  const url = await new Promise((resolve, reject) => {
    lines.on('line', (line) => {
      const found = /https?:\/\/\S+/.exec(line)?.[0];
      if (found) resolve(found);
    });
    ended.then(([code]) => reject(new Error(`the program ended: ${code}`)));
  });
  return {
    url,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function eventsOf(number) {
  const now = new Date().toISOString();
  return Array.from({ length: batch }, (_, i) => {
    const id = `load-${number * batch + i}`;
    const data = { contactId: id, receivedAt: now, channel: 'phone', answered: i % 20 !== 0 };
    const type = 'hotline.call-received.v1';
    return { specversion: '1.0', id, source: 'urn:example:load', type, time: now, data };
  });
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

function post(url, token, body) {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/cloudevents-batch+json',
      'content-length': Buffer.byteLength(body),
    };
    const sent = request(`${url}/v1/events`, { method: 'POST', agent, headers }, (answer) => {
      answer.resume();
      answer.once('end', () => resolve(answer.statusCode));
    });
    sent.once('error', reject);
    sent.end(body);
  });
}

/** Posts every batch when it is due, whatever became of those before. */
async function load(url, token, began) {
  const times = [];
  const refused = new Map();
  const under = [];
  for (let n = 0; n < batches; n++) {
    const body = JSON.stringify(eventsOf(n));
    const due = began + n * intervalMs;
    const wait = due - epochMs();
    if (wait > 0) await sleep(wait);
    const answered = post(url, token, body).catch((error) => error.code ?? String(error));
    under.push(
      answered.then((status) => {
        times.push(epochMs() - due);
        if (status !== 202) refused.set(status, (refused.get(status) ?? 0) + 1);
      }),
    );
  }
  await Promise.all(under);
  return { times, refused };
}

/** How often each event stands in the log, read after the program has ended. */
async function countInLog() {
  const { openEmbedded } = await import(join(root, 'dist/adapters/embedded/open-embedded.js'));
  const clock = { now: Date.now, sleep };
  const pair = await openEmbedded({ dataDir, namespace: 'hotline', generation: 1, clock });
  const topic = 'hotline.call-received';
  const ranges = (await pair.log.bounds(topic)).map(({ start, end }, partition) => ({
    ...{ topic, partition, from: start, to: end },
  }));
  const seen = new Map();
  for await (const { records } of pair.log.read(ranges)) {
    for (const { value } of records) {
      const { id } = JSON.parse(Buffer.from(value).toString('utf8'));
      if (!id.startsWith('load-')) continue;
      seen.set(id, (seen.get(id) ?? 0) + 1);
    }
  }
  await pair.close();
  return seen;
}

async function run() {
  if (values.sample) await pulse('start', '--sample', '--no-demo');
  const program = await startProgram();
  try {
    const [ingest, read] = [await pulse('token', 'new', 'ingest'), await pulse('token', 'new', 'read')];
    const readers = new Worker(new URL('./support/stream-readers.mjs', import.meta.url), {
      workerData: { url: program.url, token: read, clients, batch, intervalMs, total: batches * batch },
    });
    const [joined] = await once(readers, 'message');
    // A moment to breathe: all have their first snapshots.
    const began = epochMs() + 2000;
    readers.postMessage({ began });
    const posted = await load(program.url, ingest, began);
    const told = once(readers, 'message');
    readers.postMessage({ posted: true });
    const [streams] = await told;
    return { joined, posted, streams };
  } finally {
    agent.destroy();
    await program.stop();
  }
}

const { joined, posted, streams } = await run();
const inLog = await countInLog();
rmSync(dataDir, { recursive: true, force: true });
const total = batches * batch;
const checks = {
  'every batch was accepted': posted.refused.size === 0,
  'every accepted event is in the log': inLog.size === total,
  'and none is there twice': [...inLog.values()].every((n) => n === 1),
  'every reader came in': joined.clients === clients,
  'no reader was cut off': streams.lost === 0,
  'all readers saw the same updates': streams.distinct === 1,
  'the last update counts every event': streams.counted === total,
};
const result = {
  machine: `${cpus().length} × ${cpus()[0].model}, Node ${process.version}`,
  load: {
    clients,
    sample: values.sample,
    eventsPerSecond: Number(values.rate),
    batch,
    seconds: Number(values.seconds),
    events: total,
  },
  post: percentiles(posted.times),
  update: percentiles(streams.times),
  updatesPerReader: streams.updates,
  megabytesRead: Math.round(streams.bytes / 1e6),
  refused: Object.fromEntries(posted.refused),
  checks,
};
if (values.json) console.log(JSON.stringify(result, null, 2));
else {
  console.log(result.machine);
  console.log(`${total} events in batches of ${batch}, ${values.rate}/s; ${clients} readers of the stream`);
  const row = ({ p50, p90, p99, max }) => `p50 ${p50}  p90 ${p90}  p99 ${p99}  max ${max} ms`;
  console.log(`post    ${row(result.post)}`);
  console.log(`update  ${row(result.update)}   (${streams.updates} updates a reader, ${result.megabytesRead} MB)`);
  for (const [what, holds] of Object.entries(checks)) console.log(`${holds ? 'yes' : 'NO '}  ${what}`);
  if (posted.refused.size > 0) console.log('refused:', result.refused);
}
process.exit(Object.values(checks).every(Boolean) ? 0 : 1);
