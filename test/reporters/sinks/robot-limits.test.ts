import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { wecomSender } from '../../../src/reporters/sinks/wecom.js';
import { seed } from '../../support/seed.js';
import { names, robot, senders, show, shown, timeoutMs } from './robots.js';
import { digest, forgeries, single } from './samples.js';

describe('limits', () => {
  test.each([
    ['wecom', 20],
    ['dingtalk', 20],
    ['feishu', 100],
  ] as const)('%s: %d a minute, unless told otherwise', (name, perMinute) => {
    const options = { url: 'https://robots.example/x', timeoutMs };
    expect(senders[name](options).perMinute).toBe(perMinute);
    expect(senders[name]({ ...options, perMinute: 5 }).perMinute).toBe(5);
    expect(senders[name]({ ...options, perMinute: null }).perMinute).toBeNull();
  });

  test.each([
    ['wecom', 60_000, '45009'],
    ['dingtalk', 600_000, '130101'],
    ['feishu', undefined, '11232'],
  ] as const)('%s: one too many is for later', async (name, afterMs, code) => {
    const { sender, server } = await robot(name, { perMinute: 2 });
    const sent = [await sender.send(single(), []), await sender.send(single(), []), await sender.send(single(), [])];
    expect(sent.map(({ kind }) => kind)).toEqual(['delivered', 'delivered', 'later']);
    expect(sent[2]).toEqual({
      kind: 'later',
      reason: expect.stringContaining(code),
      ...(afterMs !== undefined && { afterMs }),
    });
    expect(server.taken).toHaveLength(2);
  });

  test.each([
    ['wecom', 4096],
    ['dingtalk', 20_000],
    ['feishu', 20_000],
  ] as const)('%s: a long digest is cut to %d bytes', async (name, limit) => {
    const { text, bytes } = await show(name, digest(800));
    expect(name === 'wecom' ? Buffer.byteLength(text) : bytes).toBeLessThanOrEqual(limit);
    expect(name === 'wecom' ? Buffer.byteLength(text) : bytes).toBeGreaterThan(limit - 150);
    const rows = text.split('\n').filter((line) => line.startsWith('GD')).length;
    expect(text).toContain(`… 另有 ${800 - rows} 件`);
    if (name !== 'feishu') expect(text.split('\n').at(-1)).toBe('[打开看板](https://pulse.example.cn/)');
  });

  test('in English it says so in English', async () => {
    const { server } = await robot('wecom');
    await wecomSender({ url: server.url, timeoutMs, language: 'en' }).send(digest(800), []);
    expect(shown.wecom(server.taken[0])).toMatch(/… and \d+ more/);
  });

  test(`any message is taken, within the limit, and no code point is broken (seed ${seed})`, async () => {
    const robots = await Promise.all(names.map((name) => robot(name)));
    const word = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.constantFrom('😀', '市', '"', '\\', '\n', ...forgeries),
    );
    const text = fc.tuple(word, fc.integer({ min: 1, max: 700 })).map(([w, n]) => w.repeat(n));
    const message = fc.record({
      title: text,
      markdown: text,
      rows: fc.array(fc.array(text, { maxLength: 4 }), { maxLength: 5 }),
    });
    await fc.assert(
      fc.asyncProperty(message, async ({ title, markdown, rows }) => {
        for (const { server, sender } of robots) {
          const sent = await sender.send(
            single({ title: `题${title}`, markdown: `文${markdown}`, table: { head: ['a'], rows } }),
            [],
          );
          expect(sent).toEqual({ kind: 'delivered' });
          expect(JSON.stringify(server.taken.at(-1))).not.toMatch(/\\ud[89a-f]/);
        }
      }),
      { seed, numRuns: 40 },
    );
  });

  test(`a line that is cut ends in … and begins as it was (seed ${seed})`, async () => {
    const { server, sender } = await robot('wecom');
    const point = fc.constantFrom('a', '市', '😀', 'é');
    await fc.assert(
      fc.asyncProperty(fc.array(point, { minLength: 4000, maxLength: 5000 }), async (points) => {
        expect(await sender.send(single({ markdown: points.join('') }), [])).toEqual({ kind: 'delivered' });
        const line = shown.wecom(server.taken.at(-1)).split('\n')[1]!;
        expect(line.endsWith('…')).toBe(true);
        expect(points.join('').startsWith(line.slice(0, -1))).toBe(true);
        expect(Buffer.byteLength(shown.wecom(server.taken.at(-1)))).toBeGreaterThan(4096 - 8);
      }),
      { seed, numRuns: 10 },
    );
  });
});

describe('forgery', () => {
  test.each(names.flatMap((name) => forgeries.map((forged) => [name, forged] as const)))(
    '%s: %j',
    async (name, forged) => {
      const message = digest(1, {
        title: `工单 ${forged}`,
        markdown: `> 内容:${forged}\n[打开看板](https://pulse.example.cn/)`,
        table: { head: ['工单'], rows: [[forged]] },
      });
      const { text, taken } = await show(name, message);
      // What we put in ourselves is taken away; nothing that is a mark may be left.
      const own = text
        .replaceAll('**工单**', '')
        .replace(/\[打开看板\]\(https:\/\/pulse\.example\.cn\/\)/, '')
        .replace(/\*\*<font color="warning">(.*)<\/font>\*\*/, '$1')
        .replace(/^#### /, '')
        .replace(/^> /gm, '');
      // Written raw into the Markdown, a citizen's `**` and `> ` still show, but lead nowhere and call nobody; the composer
      // of messages takes them away before.
      expect(own.replaceAll('**', '')).not.toMatch(/[*`[\]<~\\@|]|:\/\/|^[-+=#>]|www\./m);
      if (name === 'feishu') expect(taken.card.header.title.content).not.toMatch(/[\n\r\u202e]/);
      expect(JSON.stringify(taken)).not.toContain('evil.example');
    },
  );
});
