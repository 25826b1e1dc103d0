import { join } from 'node:path';
import { node, type Pair, projectRoot } from './pair.js';

/** What pair-both-paths.mjs finds. */
export interface PairFigures {
  /** Of the replayed file. */
  readonly stream: {
    readonly lines: number;
    readonly distinct: number;
    /** Events that are older than one before them. */
    readonly outOfOrder: number;
    readonly closedBeforeCreated: number;
  };
  readonly periods: readonly {
    readonly name: string;
    readonly contacts: number;
    readonly counters: number;
    readonly indicators: number;
    readonly identities: number;
    /** Figures that the naive path gives differently, the first twenty. */
    readonly differences: readonly {
      readonly figure: string;
      readonly published: unknown;
      readonly recomputed: unknown;
    }[];
    /** Identities that do not hold, on either path. */
    readonly broken: readonly { readonly id: string; readonly difference: number }[];
  }[];
  /** The last record of each month in the snapshots topic; `same`: as the store says now. */
  readonly published: readonly { readonly key: string; readonly contacts: number; readonly same: boolean }[];
}

/**
 * A pair's figures of some periods against the naive path over the file that was replayed.
 *
 * @param periods such as `month:2021-06`, or `rolling:30d@2021-07-01T00:00:00+08:00` for another instant than now
 */
export async function pairFigures(pair: Pair, events: string, periods: readonly string[]): Promise<PairFigures> {
  const script = join(projectRoot, 'test', 'support', 'pair-both-paths.mjs');
  const { code, stdout, stderr } = await node([script, events, ...periods], { env: pair.env });
  if (code === 0) return JSON.parse(stdout);
  throw new Error(`pair-both-paths.mjs: exit code ${code}\n${stderr}`);
}
