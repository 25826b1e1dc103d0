import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Alert } from '../../src/domain/alert.js';
import { PulseError } from '../../src/domain/errors.js';
import { type OutboxEntry, outboxEntry, readAlert } from '../../src/engine/alert-record.js';
import { Outbox } from '../../src/engine/outbox.js';
import type { EventLog, OutgoingRecord } from '../../src/ports/event-log.js';
import { commitOf } from '../contracts/state-store.contract.js';
import { MemoryLog } from '../support/memory-log.js';
import { MemoryStore } from '../support/memory-store.js';

const topic = 'alerts';
const quiet = () => undefined;
let store: MemoryStore;
let log: MemoryLog;
let published: number;
/** What the next calls meet, instead of an answer, or before it. */
let onPublish: () => Promise<void>;
let onSettle: () => Promise<void>;
let reads: number;
let outbox: Outbox;
let errors: string[];

const noAnswer = (code: 'PULSE_LOG' | 'PULSE_STORE') => async (): Promise<void> => {
  throw new PulseError(code, 'no answer', { retryable: true });
};
const answer = async (): Promise<void> => undefined;

beforeEach(() => {
  store = new MemoryStore();
  log = new MemoryLog([topic], 2);
  [published, reads, numbers, errors] = [0, 0, 0, []];
  [onPublish, onSettle] = [answer, answer];
  const own = {
    publish: async (records: readonly OutgoingRecord[]) => {
      await onPublish();
      published++;
      await log.publish(records);
    },
  };
  const settle = store.settle.bind(store);
  store.settle = async (partition, ids) => {
    await onSettle();
    await settle(partition, ids);
  };
  const read = store.outbox.bind(store);
  store.outbox = (partition, limit) => {
    reads++;
    return read(partition, limit);
  };
  const logger = { debug: quiet, info: quiet, warn: quiet, error: (f: object) => void errors.push(JSON.stringify(f)) };
  outbox = new Outbox(0, { log: own as EventLog, store, topic, logger });
});

/** `n` names it, and is its contact. */
function alertOf(n: number): Alert {
  const time = '2021-06-16T00:00:00.000Z';
  return {
    id: `ticket-overdue-${n}`,
    subject: `s${n}`,
    kind: 'ticket-overdue',
    state: 'open',
    severity: 'warning',
    at: time,
    firedAt: time,
    digestOnly: false,
    ticket: {
      contactId: `c${n}`,
      ticketId: `t${n}`,
      unit: { code: 'u', kind: 'unknown' },
      nature: 'help',
      urgency: 'normal',
      createdAt: time,
      dueAt: time,
      reopenings: 0,
    },
  };
}

let heads = 0;
let numbers = 0;
async function commitEntries(entries: readonly OutboxEntry[]): Promise<void> {
  const { head } = await store.load(0, []);
  await store.commit(commitOf({ expectHead: head, newHead: `h${++heads}`, outbox: entries }));
}
/** As a task does it: numbered as they are committed. */
async function committed(...alerts: readonly Alert[]): Promise<void> {
  await commitEntries(alerts.map((alert) => outboxEntry(alert, numbers++)));
  outbox.filled();
}

function inTopic(): { id: string; key: string }[] {
  return [0, 1].flatMap((p) =>
    log
      .records(topic, p, 0n, log.end(topic, p))
      .map((r) => ({ id: readAlert(r.value!)!.id, key: Buffer.from(r.key!).toString() })),
  );
}
const idsInTopic = (): string[] =>
  inTopic()
    .map(({ id }) => id.replace('ticket-overdue-', ''))
    .sort((a, b) => Number(a) - Number(b));
const left = (): string[] => [...store.state(0).outbox.keys()];

describe('drain', () => {
  test('everything is published under its contact, and nothing is left', async () => {
    await committed(alertOf(1), alertOf(2), alertOf(3));
    await outbox.drain();
    expect(idsInTopic()).toEqual(['1', '2', '3']);
    for (const { id, key } of inTopic()) expect(key).toBe(id.replace('ticket-overdue-', 'c'));
    expect(left()).toEqual([]);
  });

  test('in the order of the commits, whatever that of the store; pages do not break it', async () => {
    const sent: string[] = [];
    const publish = log.publish.bind(log);
    log.publish = async (records) => {
      sent.push(...records.map((r) => String(r.key)));
      await publish(records);
    };
    await commitEntries(Array.from({ length: 1200 }, (_, i) => outboxEntry(alertOf(1199 - i), 1199 - i)));
    await outbox.drain();
    expect(sent).toEqual(Array.from({ length: 1200 }, (_, n) => `c${n}`));
    expect(published).toBe(3);
    expect(left()).toEqual([]);
  });

  test('5,500, more than are read at once: each once', async () => {
    await committed(...Array.from({ length: 5500 }, (_, n) => alertOf(n)));
    await outbox.drain();
    expect(inTopic()).toHaveLength(5500);
    expect(new Set(idsInTopic()).size).toBe(5500);
    expect(left()).toEqual([]);
  });

  test('as long as nothing was put into it the store is not asked', async () => {
    await outbox.drain();
    const before = reads;
    await outbox.drain();
    await outbox.drain();
    expect(reads).toBe(before);
    outbox.filled();
    await outbox.drain();
    expect(reads).toBe(before + 1);
  });

  test('what a former owner left is found without being told of it', async () => {
    await commitEntries([outboxEntry(alertOf(1), 0)]);
    await outbox.drain();
    expect(idsInTopic()).toEqual(['1']);
  });

  test('two at once: the second waits, and finds what came meanwhile', async () => {
    await committed(alertOf(1));
    let release: () => void = () => undefined;
    let reached: () => void = () => undefined;
    const isThere = new Promise<void>((resolve) => {
      reached = resolve;
    });
    onSettle = () => {
      onSettle = answer;
      reached();
      return new Promise((resolve) => {
        release = resolve;
      });
    };
    const first = outbox.drain();
    await isThere;
    await committed(alertOf(2));
    const second = outbox.drain();
    release();
    await Promise.all([first, second]);
    expect(idsInTopic()).toEqual(['1', '2']);
    expect(left()).toEqual([]);
  });

  test('what is committed between publishing and settling stays in it until it is published itself', async () => {
    await committed(alertOf(1), alertOf(2));
    onSettle = async () => {
      onSettle = answer;
      await committed(alertOf(3));
    };
    await outbox.drain();
    expect([left(), idsInTopic()]).toEqual([['ticket-overdue-3'], ['1', '2']]);
    await outbox.drain();
    expect([left(), idsInTopic()]).toEqual([[], ['1', '2', '3']]);
  });
});

describe('failures', () => {
  test('not published: everything stays, and the next call sends it', async () => {
    await committed(alertOf(1), alertOf(2));
    onPublish = noAnswer('PULSE_LOG');
    await expect(outbox.drain()).rejects.toMatchObject({ code: 'PULSE_LOG', retryable: true });
    expect(left()).toHaveLength(2);
    onPublish = answer;
    await outbox.drain();
    expect([idsInTopic(), left()]).toEqual([['1', '2'], []]);
  });

  test('published, and not known to be settled: sent again under the same ids', async () => {
    await committed(alertOf(1), alertOf(2));
    onSettle = noAnswer('PULSE_STORE');
    await expect(outbox.drain()).rejects.toMatchObject({ code: 'PULSE_STORE', retryable: true });
    onSettle = answer;
    await outbox.drain();
    expect([idsInTopic(), left()]).toEqual([['1', '1', '2', '2'], []]);
  });

  test('a failed call fails alone: one that waited for it sends everything', async () => {
    await committed(alertOf(1));
    onPublish = async () => {
      onPublish = answer;
      await noAnswer('PULSE_LOG')();
    };
    const outcomes = await Promise.allSettled([outbox.drain(), outbox.drain()]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    expect([idsInTopic(), left()]).toEqual([['1'], []]);
  });

  test('an entry that is no alert stays, is named once, and holds up no other', async () => {
    await committed(alertOf(1));
    await commitEntries([['x', Buffer.from('{')]]);
    outbox.filled();
    await outbox.drain();
    await committed(alertOf(2));
    await outbox.drain();
    expect([idsInTopic(), left()]).toEqual([['1', '2'], ['x']]);
    expect(errors).toEqual([JSON.stringify({ partition: 0, ids: ['x'] })]);
  });
});

describe('close', () => {
  test('waits for what is on its way; later calls send nothing', async () => {
    await committed(alertOf(1));
    let release: () => void = () => undefined;
    onPublish = () =>
      new Promise((resolve) => {
        release = resolve;
      });
    const drained = outbox.drain();
    while (reads === 0) await new Promise(setImmediate);
    await new Promise(setImmediate);
    let isClosed = false;
    const closed = outbox.close().then(() => {
      isClosed = true;
    });
    await new Promise(setImmediate);
    expect(isClosed).toBe(false);
    release();
    await Promise.all([closed, drained]);
    await committed(alertOf(2));
    await outbox.drain();
    expect([idsInTopic(), left()]).toEqual([['1'], ['ticket-overdue-2']]);
  });
});
