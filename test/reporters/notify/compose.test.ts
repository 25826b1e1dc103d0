import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { alertKinds, alertSchema } from '../../../src/domain/alert.js';
import { composeMessage } from '../../../src/reporters/notify/compose.js';
import { durationParts } from '../../../src/reporters/notify/durations.js';
import { seed } from '../../support/seed.js';
import { at } from '../../verifier/support.js';
import { conditionAlert, options, ticketAlert } from '../alerts/support.js';
import { every } from './compose-samples.js';

/** What people read: every kind word for word, and what no text from outside may do to a message. */

type Language = 'zh' | 'en';
/** Title and text by the name of the sample. */
function golden(language: Language): Map<string, string> {
  const file = new URL(`compose.golden.${language}.txt`, import.meta.url);
  const parts = readFileSync(file, 'utf8').split(/^--- /m).slice(1);
  return new Map(parts.map((part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n') + 1)]));
}

describe.each(['zh', 'en'] as const)('word for word: %s', (language) => {
  const expected = golden(language);
  test.each(every.map(([name, alert]) => [name, alert] as const))('%s', (name, alert) => {
    const { title, text } = composeMessage(alert, { ...options, language });
    expect(`${title}\n${text}\n`).toBe(expected.get(name));
  });
  test('no golden text is left over', () => expect([...expected.keys()]).toEqual(every.map(([name]) => name)));
});

test('the samples are alerts, and of every kind', () => {
  for (const [, alert] of every) expect(alertSchema.parse(alert)).toEqual(alert);
  expect([...new Set(every.map(([, { kind }]) => kind))].sort()).toEqual([...alertKinds].sort());
});

describe('the message', () => {
  test.each(every.map(([name, alert]) => [name, alert] as const))(
    '%s: text is Markdown without marks, short enough for a phone',
    (_, alert) => {
      const { title, markdown, text, link, id, severity, alerts } = composeMessage(alert, options);
      const plain = markdown
        .replaceAll(/^> /gm, '')
        .replaceAll('**', '')
        .replace(/\[(.*)\]\((.*)\)/, '$1:$2');
      expect(plain.split('\n').filter((line) => line !== '')).toEqual(text.split('\n'));
      expect([id, severity, alerts]).toEqual([alert.id, alert.severity, [alert]]);
      expect(text).toContain(link);
      expect(title).not.toMatch(/[\n*`]/);
      expect(Buffer.byteLength(title + markdown)).toBeLessThan(1000);
    },
  );

  test('the link leads to the ticket, whatever its id, or to the first page; none without a dashboard', () => {
    const odd = ticketAlert('ticket-overdue', '06-22 00:10', { ticketId: '甲/1 (b)?x=#y' });
    const link = 'https://12345.example.cn/pulse/tickets/%E7%94%B2%2F1%20%28b%29%3Fx%3D%23y';
    const { link: told, markdown } = composeMessage(odd, options);
    expect([told, markdown.endsWith(`[查看工单](${link})`)]).toEqual([link, true]);
    const condition = conditionAlert('calendar-missing', 'open', '06-16 10:00', { labels: { year: '2027' } });
    expect(composeMessage(condition, options).link).toBe('https://12345.example.cn/pulse/');
    const none = composeMessage(odd, { ...options, dashboardUrl: undefined });
    expect([none.link, none.markdown.includes('http'), none.text.includes('http')]).toEqual([undefined, false, false]);
  });

  test('how late is told as of sending, when that is known', () => {
    const alert = ticketAlert('ticket-near-due', '06-20 18:00', { percent: 75 });
    const title = (now: string): string => composeMessage(alert, { ...options, now: at(now) }).title;
    expect(title('06-21 23:59')).toContain('还剩 1 分钟');
    expect(title('06-22 00:00')).toContain('还剩 不到 1 分钟');
    expect(title('06-22 07:00')).toContain('已逾期 7 小时');
  });

  test('the end of a day is its 24:00 in the zone of the hotline', () => {
    const alert = ticketAlert('ticket-overdue', '06-22 00:10');
    const lines = (timeZone: string): string[] => composeMessage(alert, { ...options, timeZone }).text.split('\n');
    expect(lines('Asia/Shanghai')).toContain('期限:2021-06-21 24:00');
    expect(lines('America/Los_Angeles')).toContain('期限:2021-06-21 09:00');
    expect(lines('Asia/Shanghai')[0]).toBe('性质:投诉类');
  });

  test('a unit that the catalogue lacks has the name that the event gave it', () => {
    const title = (unit: { code: string; name?: string }): string =>
      composeMessage(ticketAlert('ticket-overdue', '06-22 00:10', { unit: { ...unit, kind: 'unknown' } }), options)
        .title;
    expect(title({ code: 'X9', name: '新设单位' })).toContain('】新设单位:');
    expect(title({ code: 'X9' })).toContain('】X9:');
    expect(title({ code: '市住建局', name: '别名' })).toContain('】市住房和城乡建设局:');
  });
});

describe('texts from outside', () => {
  const hostile =
    '**急** [点此](http://evil.example) <at id=all></at> @all\n> 【已办结】 ~删~ `x` | www.evil.example ‮txt';

  test('cannot forge a mark, a link, a mention or a line', () => {
    const alert = ticketAlert('ticket-overdue', '06-22 00:10', {
      summary: hostile,
      ticketId: `A_1${hostile}`,
      unit: { code: 'X', name: hostile, kind: 'unknown' },
      region: hostile,
    });
    const { title, markdown, text } = composeMessage(alert, { ...options, dashboardUrl: undefined });
    for (const shown of [title, text, markdown.replace(/\*\*已计入[^*]*\*\*/, '').replaceAll(/^> /gm, '')]) {
      expect(shown).not.toMatch(/[*[\]<>`@|~\u202e]|:\/\/|www\./);
    }
    expect(text.split('\n')).toHaveLength(6);
    expect(title).toContain('A_1');
  });

  test('numbers that look personal are masked once more, and ids are left alone', () => {
    const alert = ticketAlert('ticket-overdue', '06-22 00:10', {
      summary: '请回电13912345678,证件610102199001011234',
      ticketId: '202106140912345678',
    });
    const { text, title } = composeMessage(alert, options);
    // The full-width form, or they would be marks.
    const stars = '\uff0a\uff0a\uff0a';
    expect(text).toContain(`内容:请回电${stars}78,证件${stars}34`);
    expect(title).toContain('202106140912345678');
  });

  test('a confidential ticket shows no summary, even where the record has one', () => {
    const alert = ticketAlert('ticket-overdue', '06-22 00:10', { summary: '举报某某', confidential: true });
    const message = composeMessage(alert, options);
    expect(message.title + message.text + message.markdown).not.toContain('举报某某');
    expect(message.text).toContain('保密工单');
  });

  test('long ones are cut on a code point', () => {
    const alert = ticketAlert('ticket-overdue', '06-22 00:10', { summary: '𠮷'.repeat(5000) });
    expect(composeMessage(alert, options).text).toContain(`内容:${'𠮷'.repeat(99)}…\n`);
  });

  test(`whatever they hold, lines stay lines (seed ${seed})`, () => {
    const word = fc.string({ unit: 'grapheme', maxLength: 200 });
    fc.assert(
      fc.property(word, word, word, (summary, ticketId, name) => {
        const ticket = { summary, ticketId, unit: { code: 'X', name, kind: 'unknown' as const } };
        const { text, title } = composeMessage(ticketAlert('ticket-overdue', '06-22 00:10', ticket), options);
        expect(text.split(/[\n\r\u2028\u2029]/)).toHaveLength(6);
        expect(title).not.toMatch(/[\n\r\u2028\u2029*`[\]<>@]/);
      }),
      { seed, numRuns: 200 },
    );
  });
});

test(`durations: two units that are next to each other, cut (seed ${seed})`, () => {
  expect([0, 59_999, 60_000, 3_599_999, 3_600_000, 86_400_000, 90_300_000].map(durationParts)).toEqual([
    [],
    [],
    [['minute', 1]],
    [['minute', 59]],
    [['hour', 1]],
    [['day', 1]],
    [['day', 1], ['hour', 1]],
  ]); // biome-ignore format: one line each
  const lengths = { day: 1440, hour: 60, minute: 1 };
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100_000 }), (minutes) => {
      const said = durationParts(minutes * 60_000).reduce((sum, [unit, n]) => sum + n * lengths[unit], 0);
      // What is left out is less than the last unit that may be told.
      expect(minutes - said).toBeGreaterThanOrEqual(0);
      expect(minutes - said).toBeLessThan(minutes >= 1440 ? 60 : 1);
    }),
    { seed },
  );
});
