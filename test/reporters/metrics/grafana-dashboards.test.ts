import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { compose } from '../../house/compose-file.js';
import { knownLabels, knownSeries } from './known-series.js';
import { readQuery } from './promql.js';

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly datasource?: { readonly uid: string };
  readonly targets?: readonly { readonly expr: string; readonly refId: string }[];
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string } };
}
interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly Panel[];
}

const folder = 'config/grafana/dashboards';
const dashboards = readdirSync(folder).map((name): readonly [string, Dashboard] => [
  name,
  JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')),
]);
/** Units of Grafana that are used here; a typing error in one shows as a bare number. */
const units = ['short', 'none', 's', 'eps', 'ops', 'reqps', 'bytes', 'percentunit'];

let series: ReadonlySet<string>;
beforeAll(async () => {
  series = await knownSeries();
});

test('two dashboards: of the program, and of the hotline', () => {
  expect(dashboards.map(([, { uid }]) => uid)).toEqual(['hotline-pulse-hotline', 'hotline-pulse-operations']);
});

describe.each(dashboards)('%s', (_, { panels }) => {
  const shown = panels.filter(({ type }) => type !== 'row');

  test('every panel has a title, a word on what it is, and a unit', () => {
    expect(shown.length).toBeGreaterThan(15);
    const bare = shown.filter(
      (p) => !p.title || (p.description ?? '').length < 6 || !units.includes(p.fieldConfig?.defaults.unit ?? ''),
    );
    expect(bare.map(({ title }) => title)).toEqual([]);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    expect(new Set(shown.map(({ title }) => title)).size).toBe(shown.length);
  });

  test('every query is PromQL over metrics and labels that exist', () => {
    for (const { title, targets = [] } of shown) {
      expect([title, targets.length > 0]).toEqual([title, true]);
      for (const { expr } of targets) {
        const { problems, metrics, labels } = readQuery(expr);
        const wrong = [
          ...problems,
          ...metrics.filter((name) => !series.has(name)),
          ...labels.filter((name) => !knownLabels.includes(name)),
        ];
        expect([title, expr, wrong]).toEqual([title, expr, []]);
      }
    }
  });

  test('shares are shown as percents, durations as durations', () => {
    for (const { title, targets = [], fieldConfig } of shown) {
      const unit = fieldConfig?.defaults.unit;
      const names = targets.flatMap(({ expr }) => readQuery(expr).metrics);
      if (names.every((name) => name.endsWith('_ratio'))) expect([title, unit]).toEqual([title, 'percentunit']);
      if (names[0]?.includes('_seconds') && !names[0].includes('cpu') && !names[0].endsWith('_count'))
        expect([title, unit]).toEqual([title, 's']);
    }
  });

  test('panels lie in the grid and none covers another', () => {
    const taken = new Map<string, string>();
    for (const { title, gridPos } of panels) {
      const { x, y, w, h } = gridPos;
      expect([title, x + w <= 24]).toEqual([title, true]);
      for (let i = x; i < x + w; i++)
        for (let j = y; j < y + h; j++) {
          expect([`${i},${j}`, taken.get(`${i},${j}`), title]).toEqual([`${i},${j}`, undefined, title]);
          taken.set(`${i},${j}`, title);
        }
    }
  });
});

test('between them they show every metric of the program', () => {
  const used = new Set(
    dashboards.flatMap(([, { panels }]) =>
      panels.flatMap(({ targets = [] }) => targets.flatMap(({ expr }) => readQuery(expr).metrics)),
    ),
  );
  const base = (name: string): string => name.replace(/_(bucket|sum|count)$/, '');
  const shown = new Set([...used].map(base));
  const ours = [...series].filter((name) => name.startsWith('hotline_pulse_')).map(base);
  expect([...new Set(ours)].filter((name) => !shown.has(name))).toEqual(['hotline_pulse_build_info']);
});

test('Grafana finds them where docker-compose.yml puts them', () => {
  const provider = parse(readFileSync('config/grafana/provisioning/dashboards/hotline-pulse.yml', 'utf8'));
  const source = parse(readFileSync('config/grafana/provisioning/datasources/prometheus.yml', 'utf8'));
  const mounts = compose.services['grafana']?.volumes ?? [];
  expect(mounts).toContain(`./${folder}:${provider.providers[0].options.path}:ro`);
  expect(mounts).toContain('./config/grafana/provisioning:/etc/grafana/provisioning:ro');
  expect(source.datasources[0].url).toBe('http://prometheus:9090');
  expect(compose.services['prometheus']?.volumes).toContain('./config/prometheus:/etc/prometheus:ro');
});
