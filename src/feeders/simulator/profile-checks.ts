import type { Month, Problem, Profile } from './profile.js';

/**
 * Do the margins of a month fit together? Whatever passes here can be generated exactly, but for the sum of reply days,
 * whose reach depends on the calendar (plan-closings.ts).
 */
export function problemsOfMonth(m: Month): Problem[] {
  return [
    ...contactProblems(m),
    ...subjectProblems(m),
    ...ticketProblems(m),
    ...lateProblems(m),
    ...ratingProblems(m),
    ...inventedProblems(m),
  ];
}

/** What only the whole profile shows: the order of months, units of the directory, totals. */
export function problemsOfProfile(p: Profile): Problem[] {
  const out: Problem[] = [];
  p.months.forEach((m, i) => {
    const at = ['months', i] as const;
    if (i > 0 && m.month <= p.months[i - 1]!.month) out.push([[...at, 'month'], 'not after the month before it']);
    const strangers = Object.keys(m.units).filter((unit) => p.units[unit] === undefined);
    for (const unit of strangers) out.push([[...at, 'units', unit], 'not in the directory of units']);
    if (strangers.length === 0)
      out.push(...directoryProblems(p, m).map(([path, text]): Problem => [[...at, ...path], text]));
  });
  for (const total of ['contacts', 'answered', 'direct', 'tickets', 'closedOnTime'] as const) {
    out.push(
      ...differs(['totals', total], p.totals[total], sum(p.months.map((m) => m[total])), 'the sum over the months'),
    );
  }
  return out;
}

function directoryProblems(p: Profile, m: Month): Problem[] {
  const groups = { county: 0, department: 0 };
  const regions = new Map<string, number>();
  for (const [code, tickets] of Object.entries(m.units)) {
    const unit = p.units[code]!;
    groups[unit.kind === 'county' || unit.kind === 'township' ? 'county' : 'department'] += tickets;
    if (unit.region !== undefined) regions.set(unit.region, (regions.get(unit.region) ?? 0) + tickets);
  }
  const { county, department } = m.unitGroups;
  return [
    ...differs(['unitGroups', 'county'], county, groups.county, 'the sum over the units of that group'),
    ...differs(['unitGroups', 'department'], department, groups.department, 'the sum over the units of that group'),
    ...sameCounts('regions', m.regions, regions, 'the sum over the units of that region'),
  ];
}

function contactProblems(m: Month): Problem[] {
  const out: Problem[] = [];
  const channels = Object.values(m.channels);
  for (const measure of ['contacts', 'answered', 'tickets'] as const) {
    out.push(...differs([measure], m[measure], sum(channels.map((c) => c[measure])), 'the sum over the channels'));
  }
  for (const [code, c] of Object.entries(m.channels)) {
    out.push(...atMost(['channels', code, 'answered'], c.answered, c.contacts, 'its contacts'));
    out.push(...atMost(['channels', code, 'tickets'], c.tickets, c.answered, 'its answered'));
  }
  const phone = m.channels['phone'] ?? { contacts: 0, answered: 0 };
  return [
    ...out,
    ...differs(['direct'], m.direct, m.answered - m.tickets, 'answered less tickets'),
    ...atMost(['abandoned'], m.abandoned, phone.contacts - phone.answered, 'the unanswered calls'),
    ...atMost(['waits', 'known'], m.waits.known, phone.answered, 'the answered calls'),
    ...atMost(['waits', 'within15s'], m.waits.within15s, m.waits.known, 'the known waits'),
  ];
}

function subjectProblems(m: Month): Problem[] {
  const categories = new Map<string, number>();
  const topics = new Map<string, number>();
  for (const { category, topics: ofSubject, answered } of m.subjects) {
    if (category !== undefined) categories.set(category, (categories.get(category) ?? 0) + answered);
    for (const topic of new Set(ofSubject)) topics.set(topic, (topics.get(topic) ?? 0) + answered);
  }
  const where = 'the sum over the subjects';
  return [
    ...m.subjects.flatMap((s, i) => atMost(['subjects', i, 'tickets'], s.tickets, s.answered, 'its answered')),
    ...differs(['answered'], m.answered, sum(m.subjects.map((s) => s.answered)), where),
    ...differs(['tickets'], m.tickets, sum(m.subjects.map((s) => s.tickets)), where),
    ...sameCounts('categories', m.categories, categories, where),
    ...sameCounts('topics', m.topics, topics, where),
  ];
}

function ticketProblems(m: Month): Problem[] {
  const help = m.natures.help ?? 0;
  const special = m.urgencies.urgent + m.urgencies.critical + m.extended + m.reopened;
  const lateHelp = m.late.filter((late) => late.nature === 'help').length;
  return [
    ...differs(['tickets'], m.tickets, sum(Object.values(m.natures)), 'the sum over the natures'),
    ...differs(['tickets'], m.tickets, sum(Object.values(m.units)), 'the sum over the units'),
    ...differs(
      ['natures', 'praise'],
      m.natures.praise ?? 0,
      sum(Object.values(m.praise)),
      'the sum over the praised units',
    ),
    ...differs(['closedOnTime'], m.closedOnTime, m.tickets - m.late.length, 'tickets less late'),
    // Urgent, extended and reopened tickets are all of nature help and not late: one rule less to read.
    ...atMost(['urgencies'], special, help - lateHelp, 'the help tickets in time, together with extended and reopened'),
  ];
}

function lateProblems(m: Month): Problem[] {
  const ofUnit = new Map(Object.entries(m.praise));
  const ofNature = new Map<string, number>();
  const out: Problem[] = [];
  m.late.forEach(({ unit, nature }, i) => {
    ofUnit.set(unit, (ofUnit.get(unit) ?? 0) + 1);
    ofNature.set(nature, (ofNature.get(nature) ?? 0) + 1);
    if (nature === 'praise') out.push([['late', i, 'nature'], 'praise is never late here']);
  });
  for (const [unit, n] of ofUnit)
    out.push(...atMost(['units', unit], n, m.units[unit] ?? 0, 'its tickets, late and praise together'));
  for (const [nature, n] of ofNature) {
    out.push(
      ...atMost(
        ['natures', nature],
        n,
        m.natures[nature as keyof Month['natures']] ?? 0,
        'its tickets, late ones alone',
      ),
    );
  }
  return out;
}

function ratingProblems(m: Month): Problem[] {
  const { rated, satisfied, topics } = m.ratings;
  const out = [...atMost(['ratings', 'satisfied'], satisfied, rated, 'the rated')];
  const listed = Object.keys(topics);
  m.subjects.forEach((s, i) => {
    if (s.topics.filter((topic) => listed.includes(topic)).length > 1) {
      out.push([['subjects', i], 'two of its topics have ratings of their own, so neither could be exact']);
    }
  });
  const ticketsOf = (topic: string): number =>
    sum(m.subjects.filter((s) => s.topics.includes(topic)).map((s) => s.tickets));
  for (const [topic, r] of Object.entries(topics)) {
    out.push(...atMost(['ratings', 'topics', topic, 'satisfied'], r.satisfied, r.rated, 'its rated'));
    out.push(...atMost(['ratings', 'topics', topic, 'rated'], r.rated, ticketsOf(topic), 'its tickets'));
  }
  const [topicRated, topicSatisfied] = [
    sum(Object.values(topics).map((t) => t.rated)),
    sum(Object.values(topics).map((t) => t.satisfied)),
  ];
  const others = m.tickets - sum(listed.map(ticketsOf));
  return [
    ...out,
    ...atMost(['ratings', 'topics'], topicRated, rated, 'all rated'),
    ...atMost(['ratings', 'topics'], topicSatisfied, satisfied, 'all satisfied'),
    ...atMost(['ratings', 'topics'], topicRated - topicSatisfied, rated - satisfied, 'all dissatisfied'),
    ...atMost(['ratings', 'rated'], rated - topicRated, others, 'the tickets of no rated topic'),
  ];
}

/** A path that leads nowhere would leave an invented number unmarked. */
function inventedProblems(m: Month): Problem[] {
  return m.invented.flatMap(({ what }, i) =>
    what.flatMap((path): Problem[] => {
      let at: unknown = m;
      for (const step of path.split('.'))
        at =
          typeof at === 'object' && at !== null && Object.hasOwn(at, step)
            ? (at as Record<string, unknown>)[step]
            : undefined;
      return at === undefined ? [[['invented', i], `no such entry in this month: ${path}`]] : [];
    }),
  );
}

type Path = Problem[0];

function differs(path: Path, given: number, found: number, what: string): Problem[] {
  return given === found ? [] : [[path, `${given}, but ${what} is ${found}`]];
}

function atMost(path: Path, given: number, limit: number, what: string): Problem[] {
  return given <= limit ? [] : [[path, `${given}, more than ${what}: ${limit}`]];
}

function sameCounts(
  section: string,
  given: Readonly<Record<string, number>>,
  found: ReadonlyMap<string, number>,
  what: string,
): Problem[] {
  const codes = new Set([...Object.keys(given), ...found.keys()]);
  return [...codes].flatMap((code) => differs([section, code], given[code] ?? 0, found.get(code) ?? 0, what));
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
