import { test } from '@jest/globals';
import fc from 'fast-check';
import { runForCounters } from '../support/fault-run.js';
import { scenario } from '../support/fault-schedule.js';
import type { Fence } from '../support/memory-store.js';
const n = Number(process.env['N'] ?? 600);
for (const [fence, without] of [['head', []], ['none', []], ['topics', ['fall-back']], ['offsets', []], ['offsets', ['fall-back']]] as const) {
  test(`${fence} without ${without}`, async () => {
    const list = fc.sample(scenario([1], without), { numRuns: n, seed: 11 });
    const bad: number[] = []; let msg = '';
    const t0 = performance.now();
    for (const [i, s] of list.entries()) await runForCounters(s, fence as Fence).catch((e) => { bad.push(i); msg ||= e.message; });
    console.log(fence, without, 'bad', bad.length, 'of', n, 'ms', Math.round(performance.now() - t0), bad.slice(0, 30).join(), msg.slice(0, 200));
  }, 1e7);
}
