import type { ShareGroup } from './check-shares.js';
import type { Figure, Labels } from './claim.js';
import type { AuditedFigure } from './result.js';

/** The counter or indicator (kpi.md sections 3 and 4) that a figure is, with its labels. */
export function indicatorOf(f: Figure, groups: readonly ShareGroup[]): AuditedFigure['claim'] {
  const { claim } = f;
  switch (claim.kind) {
    case 'count':
      return { kind: 'count', id: claim.measure === 'other' ? null : claim.measure, labels: claim.labels };
    case 'rate':
      return { kind: 'rate', id: claim.id === 'other_rate' ? null : claim.id, labels: claim.labels };
    case 'mean':
      return { kind: 'mean', id: 'mean_reply_working_days', labels: claim.labels };
    case 'share':
      return { kind: 'share', ...shareOf(f, groups) };
    default: {
      const of = claim.of?.claim;
      const id = of?.kind === 'count' ? of.measure : of?.kind === 'rate' ? of.id : null;
      const labels = of !== undefined && 'labels' in of ? of.labels : {};
      return {
        kind: claim.kind,
        id: 'change',
        labels: id === null ? labels : { of: id, ...labels },
        against: claim.against,
      };
    }
  }
}

const byLabel: Readonly<Record<string, string>> = {
  nature: 'nature_share',
  category: 'category_share',
  topic: 'topic_share',
  region: 'region_share',
};

/** Shares without labels that are rates of kpi.md section 4: numerator/base. */
const byMeasures: Readonly<Record<string, string>> = {
  'direct/answered': 'direct_rate',
  'tickets/answered': 'ticket_rate',
  'contacts_with_ticket/answered': 'ticket_rate',
  'answered/contacts': 'connection_rate',
  'closed/tickets': 'close_rate',
  'closed_on_time/tickets': 'on_time_rate',
};

function shareOf(f: Figure, groups: readonly ShareGroup[]): { id: string | null; labels: Labels } {
  const { claim } = f;
  if (claim.kind !== 'share') return { id: null, labels: {} };
  if (claim.together !== null) return { id: 'region_share', labels: { top: String(claim.together.length) } };
  const of = claim.of?.claim;
  const labels = of?.kind === 'count' ? of.labels : claim.labels;
  const base = groups.find((g) => g.shares.some((s) => s.index === f.index))?.base?.figures[0]?.claim;
  const baseMeasure = base?.kind === 'count' ? base.measure : '';
  if (of?.kind === 'count' && Object.keys(labels).length === 0) {
    return { id: byMeasures[`${of.measure}/${baseMeasure}`] ?? null, labels };
  }
  const [label] = Object.keys(labels);
  return { id: label === undefined ? null : (byLabel[label] ?? null), labels };
}
