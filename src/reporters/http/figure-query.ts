import { z } from 'zod';
import { PulseError } from '../../domain/errors.js';
import { type Instant, parseInstant } from '../../domain/instant.js';
import { Problem } from './problems.js';
import type { FigureWish } from './sources.js';

/** How a figure is asked for, by /v1/explain and /v1/cases. */

const label = z
  .string()
  .max(300)
  .regex(/^[a-z_]+=./, 'label=code, such as channel=phone');

export const figureParam = z.string().min(1).max(400).meta({
  example: 'connection_rate',
  description: 'code of an indicator or a counter, labels in braces or as `label`',
});

export const figureQuery = {
  label: z
    .union([label, z.array(label).max(6)])
    .optional()
    .meta({ description: 'a label of the figure, such as channel=phone, window=15m; may be repeated' }),
  against: z.enum(['previous', 'lastYear']).optional().meta({ description: 'of change' }),
  at: z
    .string()
    .max(60)
    .optional()
    .meta({ format: 'date-time', description: 'open tickets are compared with their due times as of this instant' }),
};

interface Query {
  readonly label?: string | string[] | undefined;
  readonly against?: 'previous' | 'lastYear' | undefined;
  readonly at?: string | undefined;
}

export function figureWish(period: string, figure: string, { label: given, against, at }: Query): FigureWish {
  const pairs = [given ?? []].flat().map((text) => {
    const equals = text.indexOf('=');
    return [text.slice(0, equals), text.slice(equals + 1)] as const;
  });
  return { period, figure, labels: Object.fromEntries(pairs), against, at: at === undefined ? null : instantOf(at) };
}

function instantOf(text: string): Instant {
  const at = parseInstant(text);
  if (at !== null) return at;
  const problem = 'querystring.at: not an RFC 3339 date-time with offset, such as 2021-07-13T00:00:00+08:00';
  throw new Problem('invalid-request', problem, { members: { problems: [problem] } });
}

/** A period that is none is said as such, as /v1/snapshots does. */
export async function answered<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof PulseError) || error.code !== 'PULSE_USAGE') throw error;
    if (error.details['period'] === undefined && error.details['field'] !== 'period') throw error;
    throw new Problem('invalid-period', error.message, { cause: error });
  }
}
