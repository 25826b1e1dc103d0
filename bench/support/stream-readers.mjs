/**
 * Readers of /v1/stream in a thread of their own, so that they do not hold up what posts. Says `{clients}` when all have
 * their first snapshot, and, once the last update counts all that was posted, what they saw.
 */
import { Agent, get } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';
import { epochMs } from './samples.mjs';

const { url, token, clients, batch, intervalMs, total } = workerData;
const topic = 'hotline.call-received';
/** After the last post, so long at most until everything is counted. */
const patienceMs = 30_000;

/** Id of an event → records of the topic that its snapshot counts; read once, whoever sees it first. */
const counts = new Map();
const times = [];
/** Records of the topic that were there before. */
let base = null;
let [bytes, lost, began, ended, started] = [0, 0, null, false, 0];

class Reader {
  counted = 0;
  /** Of the updates that count part of the load: how many, and a digest of their ids in order. */
  updates = 0;
  digest = 0;
  #rest = '';
  #first = true;

  take(chunk) {
    bytes += chunk.length;
    const at = epochMs();
    const frames = (this.#rest + chunk).split('\n\n');
    this.#rest = frames.pop();
    for (const frame of frames) this.#frame(frame, at);
  }

  #frame(frame, at) {
    const [, id, event] = /id: (\S+)\nevent: (\S+)\n/.exec(frame.slice(0, 120)) ?? [];
    if (event !== 'snapshot') return;
    if (this.#first) {
      this.#first = false;
      base ??= countOf(frame);
      started++;
      return tellStarted();
    }
    if (began === null || this.counted >= total) return;
    if (!counts.has(id)) counts.set(id, countOf(frame) - base);
    const now = counts.get(id);
    // From the first update that counts something to the first that counts all: the same for every reader.
    if (now === 0) return;
    this.updates++;
    for (let i = 0; i < id.length; i++) this.digest = (this.digest * 31 + id.charCodeAt(i)) | 0;
    // A batch is seen when as many records are counted as had been posted with it and before it.
    for (let n = Math.floor(this.counted / batch); (n + 1) * batch <= now; n++)
      times.push(at - (began + n * intervalMs));
    this.counted = Math.max(this.counted, now);
  }
}

function countOf(frame) {
  const { snapshot } = JSON.parse(frame.slice(frame.indexOf('\ndata: ') + 7));
  return (snapshot.asOf.offsets[topic] ?? []).reduce((n, offset) => n + Number(offset), 0);
}

const readers = [];
const agent = new Agent({ keepAlive: false, maxSockets: Number.POSITIVE_INFINITY });

function join() {
  const reader = new Reader();
  readers.push(reader);
  const lose = () => {
    if (!ended) lost++;
  };
  const asked = get(
    `${url}/v1/stream?keys=live`,
    { agent, headers: { authorization: `Bearer ${token}` } },
    (answer) => {
      if (answer.statusCode !== 200) lose();
      answer.setEncoding('utf8').on('data', (chunk) => reader.take(chunk));
      answer.once('close', lose);
      answer.once('error', () => undefined);
    },
  );
  asked.once('error', lose);
}

function tellStarted() {
  if (started === clients) parentPort.postMessage({ clients: started });
}

async function tellEnd() {
  const until = epochMs() + patienceMs;
  while (epochMs() < until && lost === 0 && readers.some((r) => r.counted < total))
    await new Promise((resolve) => setTimeout(resolve, 100));
  ended = true;
  parentPort.postMessage({
    times,
    bytes,
    lost,
    counted: Math.min(...readers.map((r) => r.counted)),
    updates: Math.max(...readers.map((r) => r.updates)),
    distinct: new Set(readers.map((r) => `${r.updates} ${r.digest}`)).size,
  });
  agent.destroy();
  process.exit(0);
}

parentPort.on('message', (message) => {
  if ('began' in message) began = message.began;
  else void tellEnd();
});
for (let i = 0; i < clients; i++) join();
