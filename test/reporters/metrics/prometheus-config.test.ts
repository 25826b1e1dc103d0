import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { knownLabels, knownSeries } from './known-series.js';
import { readQuery } from './promql.js';

/** What `promtool check` would say of config/prometheus, and more: every metric of a rule exists. */

const duration = z.string().regex(/^\d+[smhd]$/);
const rulesSchema = z.strictObject({
  groups: z.array(
    z.strictObject({
      name: z.string(),
      rules: z.array(
        z.strictObject({
          alert: z.string().regex(/^HotlinePulse[A-Z][A-Za-z]+$/),
          expr: z.string(),
          for: duration.optional(),
          labels: z.strictObject({ severity: z.enum(['warning', 'critical']) }),
          annotations: z.strictObject({ summary: z.string().min(10), description: z.string().min(20) }),
        }),
      ),
    }),
  ),
});
const read = (path: string): unknown => parse(readFileSync(`config/prometheus/${path}`, 'utf8'));
const rules = rulesSchema.parse(read('rules.yml')).groups.flatMap((group) => group.rules);

let series: ReadonlySet<string>;
beforeAll(async () => {
  series = await knownSeries();
});

test('the queries of the tests are read as Prometheus reads them', () => {
  expect(readQuery('sum by (a) (rate(x_total{b="1"}[5m])) > 2')).toEqual({
    problems: [],
    metrics: ['x_total'],
    labels: ['a', 'b'],
  });
  for (const wrong of ['sum by (a (x)', 'rte(x[5m])', 'x{a=1}', 'x >', 'rate(x[5 minutes])'])
    expect([wrong, readQuery(wrong).problems]).not.toEqual([wrong, []]);
});

test('each alert has its own name, and the troubles that must be told have one', () => {
  const names = rules.map(({ alert }) => alert.replace('HotlinePulse', ''));
  expect(new Set(names).size).toBe(names.length);
  const musts = ['Down', 'Lagging', 'NoSnapshot', 'DeadLetters', 'FencedOften', 'SinkFailing', 'PartitionParked'];
  expect(names).toEqual(expect.arrayContaining(musts));
});

describe.each(rules.map((rule) => [rule.alert, rule] as const))('%s', (_, { expr, annotations }) => {
  test('is PromQL, over metrics and labels that exist', () => {
    const { problems, metrics, labels } = readQuery(expr);
    expect(problems).toEqual([]);
    expect(metrics.length).toBeGreaterThan(0);
    expect(metrics.filter((name) => !series.has(name))).toEqual([]);
    expect(labels.filter((name) => !knownLabels.includes(name))).toEqual([]);
  });

  test('its words only use labels that its result has', () => {
    const used = [...JSON.stringify(annotations).matchAll(/\$labels\.(\w+)/g)].map((m) => m[1]!);
    const grouped = /\bby \(([^)]*)\)/.exec(expr)?.[1]?.split(/,\s*/) ?? [];
    const isAggregated = /\b(sum|max|min|avg|count)\b/.test(expr);
    expect(used.filter((label) => (isAggregated ? !grouped.includes(label) : !knownLabels.includes(label)))).toEqual(
      [],
    );
  });
});

test('counters are looked at by their increase, never as they stand', () => {
  for (const { alert, expr } of rules) {
    const bare = [...expr.matchAll(/\w+_total\b(?:\{[^}]*\})?(?!\s*\{)(\[)?/g)].filter((m) => m[1] === undefined);
    expect([alert, bare.map((m) => m[0])]).toEqual([alert, []]);
  }
});

test('prometheus.yml scrapes every kind of process and loads these rules', () => {
  const config = z
    .strictObject({
      global: z.strictObject({ scrape_interval: duration, evaluation_interval: duration }),
      rule_files: z.array(z.string()),
      scrape_configs: z.array(
        z.strictObject({
          job_name: z.string(),
          dns_sd_configs: z.array(
            z.strictObject({ names: z.array(z.string()), type: z.literal('A'), port: z.int().positive() }),
          ),
          relabel_configs: z.array(z.strictObject({ source_labels: z.array(z.string()), target_label: z.string() })),
        }),
      ),
    })
    .parse(read('prometheus.yml'));
  expect(config.rule_files).toEqual(['rules.yml']);
  expect(config.scrape_configs.map(({ job_name }) => job_name)).toEqual(['hotline-pulse']);
  expect(config.scrape_configs[0]!.dns_sd_configs.flatMap(({ names }) => names)).toEqual([
    'server',
    'processor',
    'notifier',
  ]);
});
