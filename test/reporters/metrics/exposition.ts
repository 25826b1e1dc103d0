/** What Prometheus would read of a text in its format (0.0.4). */
export interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  /** `name{label="value"}` as printed → value. */
  readonly samples: ReadonlyMap<string, number>;
}

const line = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*",?)*\})? (\S+)$/;

/** @throws when a line is none of the format, or a sample stands outside its family. */
export function familiesOf(text: string): Map<string, Family> {
  const families = new Map<string, Family & { samples: Map<string, number> }>();
  let now: (Family & { samples: Map<string, number>; type: string }) | null = null;
  for (const row of text.split('\n').filter((r) => r !== '')) {
    const [, kind, name, rest] = /^# (HELP|TYPE) (\S+) ?(.*)$/.exec(row) ?? [];
    if (kind === 'HELP') {
      if (families.has(name!)) throw new Error(`twice: ${name}`);
      now = { name: name!, help: rest!, type: '', samples: new Map() };
      families.set(name!, now);
    } else if (kind === 'TYPE') {
      if (now?.name !== name) throw new Error(`a type without help: ${name}`);
      now = Object.assign(now!, { type: rest! });
    } else {
      const [, sample, labels = '', value] = line.exec(row) ?? [];
      const own = [now?.name, `${now?.name}_bucket`, `${now?.name}_sum`, `${now?.name}_count`];
      if (sample === undefined || !own.includes(sample)) throw new Error(`not a sample of ${now?.name}: ${row}`);
      now!.samples.set(`${sample}${labels}`, Number(value));
    }
  }
  return families;
}

/** Names that a query may use: histograms have three. */
export function seriesOf(families: ReadonlyMap<string, Family>): Set<string> {
  return new Set(
    [...families.values()].flatMap(({ name, type }) =>
      type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
    ),
  );
}
