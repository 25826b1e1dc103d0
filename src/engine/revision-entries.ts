import { revisedAlert } from '../domain/alert.js';
import type { OutboxEntry } from './alert-record.js';
import { tell } from './fire-due.js';
import type { Merged } from './micro-batch.js';
import { type Progress, toldSoFar } from './partition-state.js';
import type { RevisionContent } from './revision-content.js';
import { decisionHeader, decisionOf, recordEntry, revisionKey, type TopicRecord } from './revision-record.js';

/** Names of tickets that an alert has room for. */
const mostNamed = 10;

/**
 * A revision as one commit of partition 0 that has nothing but an outbox. In this order it goes out: the figures and what
 * belongs to them; then the control record, with which it is decided; then the alert.
 */
export function revisionCommit(content: RevisionContent, before: Progress): Merged {
  const { record, changes } = content;
  const told = changes === null ? tell([], before) : tell([alertOf(content, changes)], before);
  const name = `revision/${record.month}@r${record.revision}`;
  const entries = recordsOf(content).map((r, i): OutboxEntry => recordEntry(`${name}/${i}`, toldSoFar(before), i, r));
  return { ...told, commit: { ...told.commit, outbox: [...entries, ...(told.commit.outbox ?? [])] } };
}

function recordsOf({ record, figures, units, late, changes }: RevisionContent): TopicRecord[] {
  const { month, revision, decidedAt } = record;
  const headers = { [decisionHeader]: decisionOf(record) };
  const part = (name: 'units' | 'late' | 'changes' | undefined, type: string, data: object): TopicRecord => {
    const key = revisionKey(month, revision, name);
    const event = {
      specversion: '1.0',
      id: `${headers[decisionHeader]}/${key}`,
      source: 'urn:hotline-pulse:processor',
      type,
      subject: key,
      time: decidedAt,
      datacontenttype: 'application/json',
      data,
    };
    return { to: 'snapshots', key, value: JSON.stringify(event), headers, optional: name !== undefined };
  };
  return [
    part(undefined, 'hotline.snapshot.v1', figures),
    part('units', 'hotline.snapshot.v1', units),
    part('late', 'hotline.revision-tickets.v1', late),
    ...(changes === null ? [] : [part('changes', 'hotline.revision-changes.v1', changes)]),
    { to: 'control', key: `revision:${month}@r${revision}`, value: JSON.stringify(record), optional: false },
  ];
}

function alertOf({ record }: RevisionContent, changes: NonNullable<RevisionContent['changes']>) {
  const tickets = new Set(changes.causes.flatMap(({ ticketId }) => (ticketId === null ? [] : [ticketId])));
  return revisedAlert({
    month: record.month,
    revision: record.revision,
    decidedAt: record.decidedAt,
    changed: changes.changes.length,
    causes: changes.total,
    tickets: [...tickets].slice(0, mostNamed),
  });
}
