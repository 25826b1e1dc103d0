import { describe, expect, test } from '@jest/globals';
import { PulseError } from '../../../src/domain/errors.js';
import { loadMapping } from '../../../src/feeders/importer/mapping.js';
import { importInto, smallHeader, smallMapping, tempFiles } from './support.js';

const write = tempFiles();

function refusal(raw: unknown): string {
  try {
    loadMapping(raw);
  } catch (error) {
    expect(error).toBeInstanceOf(PulseError);
    expect((error as PulseError).code).toBe('PULSE_CONFIG');
    return (error as PulseError).message;
  }
  throw new Error('the mapping was accepted');
}

describe('a wrong mapping', () => {
  test('names every problem in one message, each with its place', () => {
    const message = refusal({
      ...smallMapping(),
      id: 'two words',
      colour: 'red',
      file: { format: 'pdf', encoding: 'klingon', delimiter: '' },
      dates: { timeZone: 'Mars/Olympus', formats: ['yyyy-MM-DD'] },
      contact: {
        receivedAt: { column: 'received' },
        channel: { column: 'channel', lookup: 'channels' },
        answered: { value: 'yes' },
        chanel: { value: 'phone' },
      },
    });
    for (const part of [
      '1–64 letters',
      '"colour"',
      'at file.format',
      'at file.encoding',
      'at file.delimiter',
      'unknown time zone: Mars/Olympus',
      '"DD" in "yyyy-MM-DD" is not a date letter',
      'is an instant: add date: instant',
      'there is no table "channels" in lookups',
      '"yes" is not true or false',
      '"chanel"',
    ]) {
      expect(message).toContain(part);
    }
  });

  const ticket = (over: Record<string, unknown>) => {
    const raw = smallMapping();
    return { ...raw, ticket: { ...(raw['ticket'] as object), ...over } };
  };

  test.each([
    ['no way', ticket({ category: {} }), 'exactly one of value, column, template, firstOf'],
    ['two ways', ticket({ category: { value: 'x', column: 'y' } }), 'exactly one of value, column, template, firstOf'],
    ['a value outside a closed list', ticket({ nature: { value: 'joy' } }), '"joy" is none of help, consultation'],
    ['a lookup into nowhere', ticket({ nature: { column: 'n', lookup: { 求助: 'halp' } } }), '"halp" is none of help'],
    [
      'a default outside a closed list',
      ticket({ nature: { column: 'n', lookup: {}, otherwise: { value: 'x' } } }),
      '"x" is none of',
    ],
    [
      'otherwise without lookup',
      ticket({ category: { column: 'n', otherwise: 'keep' } }),
      'otherwise goes with lookup',
    ],
    ['a list without separator', ticket({ topics: { column: 't' } }), 'say its separator'],
    ['a separator without list', ticket({ category: { column: 't', separator: ';' } }), 'takes no separator'],
    ['a date on a code', ticket({ category: { column: 't', date: 'instant' } }), 'takes no date'],
    ['a constant instant', ticket({ dueAt: { value: '2021-06-12' } }), 'an instant comes from a column'],
    [
      'bare dates of no meaning',
      ticket({ dueAt: { column: 'd', date: { midnightIsDate: true } } }),
      'dateOnly: start-of-day',
    ],
    [
      'a format of bare dates',
      ticket({ dueAt: { column: 'd', date: { formats: ['yyyy-MM-dd'] } } }),
      'dateOnly: start-of-day',
    ],
    ['a number as code', ticket({ category: { value: 7 } }), '7 is not a text: put it in quotes'],
    ['a template without a column', ticket({ category: { template: 'x' } }), 'names no {column}'],
    ['a group with an unknown field', ticket({ unit: { code: { column: 'u' }, size: { value: 'x' } } }), '"size"'],
    ['a group without its code', ticket({ unit: { kind: { value: 'county' } } }), 'ticket.unit.code'],
    [
      'a condition on nothing',
      { ...smallMapping(), closing: { when: {}, closedAt: { column: 'c', date: 'instant' } } },
      'exactly one of all, any',
    ],
    [
      'a condition without a test',
      { ...smallMapping(), closing: { when: { column: 'c' }, closedAt: { column: 'c', date: 'instant' } } },
      'column goes with in',
    ],
    ['a missing required field', { ...smallMapping(), closing: {} }, 'closing.closedAt'],
    ['no ticketId', { ...smallMapping(), ticketId: undefined }, 'need a ticketId'],
    ['nothing to make', { id: 'x', dates: { timeZone: 'UTC' }, contactId: { column: 'a' } }, 'at least one of contact'],
    ['nothing at all', null, 'expected object'],
  ])('%s', (_, raw, words) => expect(refusal(raw)).toContain(words));
});

describe('the language', () => {
  /** The ticket of one row, or the reasons of its reject. */
  async function ticketOf(over: Record<string, unknown>, cells: Record<string, string>, more = {}): Promise<unknown> {
    const nature = { value: 'help' };
    const raw = smallMapping({
      ticket: { createdAt: { column: 'received', date: 'instant' }, nature, ...over },
      contact: undefined,
      closing: undefined,
      ...more,
    });
    const row = { id: '1', received: '2021-06-12 08:30', ...cells } as Record<string, string>;
    const text = `${smallHeader}\n${smallHeader
      .split(',')
      .map((name) => row[name] ?? '')
      .join(',')}\n`;
    const { events, rejects } = await importInto(write('one.csv', text), raw);
    if (rejects.length > 0) return rejects[0]!.reason;
    const { ticketId, contactId, createdAt, nature: _, ...rest } = events[0]!.data;
    return rest;
  }

  test('otherwise: reject, keep, omit, a value', async () => {
    const category = (otherwise?: unknown) => ({
      category: { column: 'nature', lookup: { a: 'A' }, ...(otherwise ? { otherwise } : {}) },
    });
    expect(await ticketOf(category(), { nature: 'a' })).toEqual({ category: 'A' });
    expect(await ticketOf(category(), { nature: 'b' })).toBe(
      'unknown-value: ticket.category (nature): "b" is not in the lookup',
    );
    expect(await ticketOf(category('keep'), { nature: 'b' })).toEqual({ category: 'b' });
    expect(await ticketOf(category('omit'), { nature: 'b' })).toEqual({});
    expect(await ticketOf(category({ value: 'other' }), { nature: 'b' })).toEqual({ category: 'other' });
    expect(await ticketOf(category(), { nature: '' })).toEqual({});
    // Names that every JavaScript object has are no entries.
    expect(await ticketOf(category(), { nature: 'constructor' })).toMatch('is not in the lookup');
  });

  test('a closed list without a lookup takes its own codes only', async () => {
    const urgency = { urgency: { column: 'nature' } };
    expect(await ticketOf(urgency, { nature: 'urgent' })).toEqual({ urgency: 'urgent' });
    expect(await ticketOf(urgency, { nature: 'URGENT' })).toMatch('"URGENT" is none of normal, urgent, critical');
  });

  test('named tables, lists with a lookup, numbers and booleans from cells', async () => {
    const over = {
      topics: { column: 'topics', separator: '|', lookup: 'topics', otherwise: 'omit' },
      rev: { column: 'unit' },
      confidential: { column: 'status', lookup: { 是: true, 否: false } },
    };
    const more = { lookups: { topics: { 疫情: 'epidemic', 供水: 'water' } } };
    expect(await ticketOf(over, { topics: '供水| 疫情 ||其他', unit: '3', status: '否' }, more)).toEqual({
      rev: 3,
      topics: ['water', 'epidemic'],
      confidential: false,
    });
    expect(await ticketOf(over, { unit: 'three' }, more)).toMatch('"three" is not a number');
  });

  test('templates are empty when a part is; firstOf takes the first that is not; date and time from two columns', async () => {
    const over = {
      category: { firstOf: [{ column: 'nature' }, { template: '{unit}/{status}' }, { value: 'none' }] },
      dispatchedAt: { template: '{due} {closed}', date: { formats: ['yyyy/M/d HH:mm'] } },
    };
    const both = await ticketOf(over, { nature: 'n', unit: 'u', status: 's', due: '2021/6/12', closed: '09:00' });
    expect(both).toEqual({ category: 'n', dispatchedAt: '2021-06-12T01:00:00.000Z' });
    expect(await ticketOf(over, { unit: 'u', status: 's' })).toEqual({ category: 'u/s' });
    expect(await ticketOf(over, { unit: 'u' })).toEqual({ category: 'none' });
  });

  test('extensions and holds: an item whose columns are empty is not there', async () => {
    const date = { dateOnly: 'end-of-day' };
    const over = {
      extensions: [
        {
          approvedAt: { column: 'closed', date: 'instant' },
          newDueAt: { column: 'due', date },
          reason: { value: 'x' },
        },
      ],
      holds: [{ from: { column: 'text', date: 'instant' } }],
    };
    expect(await ticketOf(over, { closed: '2021-06-15 10:00', due: '2021-06-30' })).toEqual({
      extensions: [{ approvedAt: '2021-06-15T02:00:00.000Z', newDueAt: '2021-06-30T16:00:00.000Z', reason: 'x' }],
    });
    expect(await ticketOf(over, { due: '2021-06-30' })).toBe(
      'missing: ticket.extensions[0].approvedAt: closed is empty',
    );
  });

  test('conditions: all, any, empty', async () => {
    const when = {
      any: [
        { column: 'status', notIn: ['退回'] },
        {
          all: [
            { column: 'unit', empty: false },
            { column: 'due', empty: true },
          ],
        },
      ],
    };
    const emitted = async (cells: Record<string, string>) =>
      (
        await importInto(
          write(
            'when.csv',
            `${smallHeader}\n1,2021-06-12 08:30,,,,${cells['unit'] ?? ''},${cells['due'] ?? ''},,${cells['status'] ?? ''},\n`,
          ),
          smallMapping({
            contact: undefined,
            closing: undefined,
            ticket: { when, createdAt: { column: 'received', date: 'instant' }, nature: { value: 'help' } },
          }),
        )
      ).events.length;
    expect(await emitted({ status: '在办' })).toBe(1);
    expect(await emitted({ status: '退回' })).toBe(0);
    expect(await emitted({ status: '退回', unit: 'u' })).toBe(1);
    expect(await emitted({ status: '退回', unit: 'u', due: 'd' })).toBe(0);
  });

  test('two formats that read one text differently reject it; two that agree do not', async () => {
    const due = (formats: string[]) => ({ dueAt: { column: 'due', date: { formats, dateOnly: 'start-of-day' } } });
    expect(await ticketOf(due(['MM/dd/yyyy', 'dd/MM/yyyy']), { due: '01/02/2018' })).toMatch('with two meanings');
    expect(await ticketOf(due(['MM/dd/yyyy', 'dd/MM/yyyy']), { due: '25/12/2018' })).toEqual({
      dueAt: '2018-12-24T16:00:00.000Z',
    });
    expect(await ticketOf(due(['M/d/yyyy', 'MM/dd/yyyy']), { due: '12/25/2018' })).toEqual({
      dueAt: '2018-12-24T16:00:00.000Z',
    });
  });

  test('a night when clocks go forward, by the rule of the mapping', async () => {
    const dates = (skippedTimes: string) => ({
      dates: { timeZone: 'America/Los_Angeles', formats: ['yyyy-MM-dd HH:mm'], skippedTimes },
    });
    const over = { dispatchedAt: { column: 'due', date: 'instant' } };
    const cells = { received: '2018-03-10 08:00', due: '2018-03-11 02:30' };
    expect(await ticketOf(over, cells, dates('shift'))).toEqual({ dispatchedAt: '2018-03-11T10:30:00.000Z' });
    expect(await ticketOf(over, cells, dates('reject'))).toBe(
      'date: ticket.dispatchedAt (due): "2018-03-11 02:30" is a time that America/Los_Angeles skipped',
    );
  });
});
