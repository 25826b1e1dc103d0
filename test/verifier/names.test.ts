import { describe, expect, test } from '@jest/globals';
import { counterName, readCounterName } from '../../src/verifier/names.js';

describe('counter names', () => {
  test('labels are in byte order of their names', () => {
    expect(counterName('closed_late', { unit: 'u', nature: 'help' })).toBe('closed_late{nature=help,unit=u}');
    expect(counterName('tickets')).toBe('tickets');
  });

  test('the listed characters and control characters are %XX of UTF-8, nothing else is', () => {
    expect(counterName('tickets', { region: '50%,a={"}' })).toBe('tickets{region=50%25%2Ca%3D%7B%22%7D}');
    expect(counterName('tickets', { region: '汉滨区 /\u0001\n\u007f\u0085' })).toBe(
      'tickets{region=汉滨区 /%01%0A%7F%C2%85}',
    );
  });

  test('a name can be read back', () => {
    const labels = { nature: 'a=b', unit: '%41,{市}\t' };
    expect(readCounterName(counterName('m', labels))).toEqual({ measure: 'm', labels });
    expect(readCounterName('tickets')).toEqual({ measure: 'tickets', labels: {} });
  });
});
