import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatInstant, parseInstant } from '../../src/domain/instant.js';
import { seed } from '../support/seed.js';

describe('RFC 3339 instants', () => {
  test.each([
    ['2021-06-12T08:30:00+08:00', Date.UTC(2021, 5, 12, 0, 30)],
    ['2021-06-12t00:30:00z', Date.UTC(2021, 5, 12, 0, 30)],
    ['2021-06-12 00:30:00Z', Date.UTC(2021, 5, 12, 0, 30)],
    ['2021-06-11T13:00:00.9999-11:30', Date.UTC(2021, 5, 12, 0, 30, 0, 999)],
    ['2016-12-31T23:59:60Z', Date.UTC(2017, 0, 1)],
    ['2024-02-29T00:00:00.5Z', Date.UTC(2024, 1, 29, 0, 0, 0, 500)],
    ['0001-01-01T00:00:00Z', -62_135_596_800_000],
  ])('%s', (text, at) => {
    expect(parseInstant(text)).toBe(at);
  });

  test.each([
    '2021-06-12', '2021-06-12T08:30:00', '2021-06-12T08:30Z', '2021-02-29T00:00:00Z', '2021-13-01T00:00:00Z', '2021-06-31T00:00:00Z',
    '2021-06-12T24:00:00Z', '2021-06-12T08:60:00Z', '2021-06-12T08:30:61Z', '2021-06-12T08:30:00.Z', '2021-06-12T08:30:00+8:00',
    '2021-06-12T08:30:00+24:00', '2021-06-12T08:30:00Z ', ' 2021-06-12T08:30:00Z', '2o21-06-12T08:30:00Z', '', 'now', '20210612T083000Z',
  ])('refused: %s', (text) => {
    expect(parseInstant(text)).toBeNull();
  }); // biome-ignore format: a list

  test(`every instant comes back (seed ${seed})`, () => {
    fc.assert(
      fc.property(
        fc.date({
          min: new Date('0000-01-01T00:00:00Z'),
          max: new Date('9999-12-31T23:59:59.999Z'),
          noInvalidDate: true,
        }),
        (d) => {
          expect(parseInstant(formatInstant(d.getTime()))).toBe(d.getTime());
        },
      ),
      { seed },
    );
  });
});
