import { parser } from '@prometheus-io/lezer-promql';

export interface Query {
  /** Where the text is no PromQL, in words. */
  readonly problems: readonly string[];
  readonly metrics: readonly string[];
  /** Labels that are matched, grouped or joined by. */
  readonly labels: readonly string[];
}

/** Reads a query with the grammar of Prometheus's own user interface. */
export function readQuery(text: string): Query {
  const problems: string[] = [];
  const metrics = new Set<string>();
  const labels = new Set<string>();
  parser.parse(text).iterate({
    enter: ({ name, type, from, to, node }) => {
      if (type.isError) problems.push(`at ${from}: ${text.slice(from, Math.max(to, from + 20))}`);
      if (name === 'Identifier' && node.parent?.name === 'VectorSelector') metrics.add(text.slice(from, to));
      if (name === 'LabelName') labels.add(text.slice(from, to));
    },
  });
  return { problems, metrics: [...metrics], labels: [...labels] };
}
