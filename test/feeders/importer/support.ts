import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { type ImportSummary, importFile, type Rejected } from '../../../src/feeders/importer/import-file.js';
import { loadMapping } from '../../../src/feeders/importer/mapping.js';
import type { WireEvent } from '../../../src/feeders/importer/row-mapper.js';

export interface Imported {
  readonly summary: ImportSummary;
  readonly events: WireEvent[];
  readonly rejects: Rejected[];
}

export async function importInto(path: string, rawMapping: unknown): Promise<Imported> {
  const events: WireEvent[] = [];
  const rejects: Rejected[] = [];
  const sink = {
    events: async (list: readonly WireEvent[]) => void events.push(...list),
    reject: async (rejected: Rejected) => void rejects.push(rejected),
  };
  const summary = await importFile(path, loadMapping(rawMapping), sink);
  return { summary, events, rejects };
}

/** A writer of files in a folder that goes when the test file is done. */
export function tempFiles(): (name: string, content: string | Uint8Array) => string {
  const folder = mkdtempSync(join(tmpdir(), 'pulse-import-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  return (name, content) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
}

/** The smallest mapping that gives contact, ticket and closing; `over` replaces whole sections. */
export function smallMapping(over: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    id: 'small',
    dates: { timeZone: 'Asia/Shanghai', formats: ['yyyy-MM-dd HH:mm', 'yyyy-MM-dd'] },
    contactId: { column: 'id' },
    ticketId: { template: 'T-{id}' },
    contact: {
      receivedAt: { column: 'received', date: 'instant' },
      channel: { column: 'channel', lookup: { 电话: 'phone', 微信: 'wechat' } },
      answered: { value: true },
    },
    ticket: {
      createdAt: { column: 'received', date: 'instant' },
      nature: { column: 'nature', lookup: { 求助: 'help', 投诉: 'complaint' } },
      topics: { column: 'topics', separator: '、' },
      unit: { code: { column: 'unit' }, kind: { value: 'department' } },
      dueAt: { column: 'due', date: { dateOnly: 'end-of-day' } },
      summary: { column: 'text' },
    },
    closing: {
      when: { column: 'status', in: ['办结'], notIn: ['在办'] },
      closedAt: { column: 'closed', date: 'instant' },
    },
    ...over,
  };
}

export const smallHeader = 'id,received,channel,nature,topics,unit,due,text,status,closed';
