import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Command } from 'commander';
import { verdictCodes } from '../../src/auditor/result.js';
import { verdictNames } from '../../src/auditor/text.js';
import type { Run } from '../../src/commands/context.js';
import { alertKinds } from '../../src/domain/alert.js';
import { labelAliases, measureNames, openingCounter } from '../../src/domain/baseline-names.js';
import { counterDefinitions } from '../../src/domain/definitions-counters.js';
import { errorCodes } from '../../src/domain/errors.js';
import { dataSchemas, eventTypes, parseEvent, refusalReasons } from '../../src/domain/events.js';
import { problemCodes } from '../../src/reporters/http/problems.js';
import { textsZh } from '../../src/reporters/notify/texts-zh.js';
import { loadAlerts } from '../../src/settings/alerts.js';
import { alertsSchema } from '../../src/settings/alerts-schema.js';
import { environment, environmentKeys, settingsSchema } from '../../src/settings/settings.js';
import { whatIfSchema } from '../../src/settings/what-if.js';
import { filesUnder } from './source-files.js';

/**
 * What the pages say of commands, settings, codes and files is compared with the program, both ways. A table that is
 * compared stands under a comment `<!-- table: name -->`, in English and in Chinese alike.
 */

const readmes = ['README.md', 'README.zh-CN.md'];
const docs = readdirSync('docs').map((name) => `docs/${name}`);
const pages = [...readmes, 'ARCHITECTURE.md', ...docs, 'samples/README.md'];
const textOf = (page: string): string => readFileSync(page, 'utf8');

/** Cells of the table under its mark, head aside; `\|` is no border. */
function tableOf(page: string, name: string): string[][] {
  const [, after] = textOf(page).split(`<!-- table: ${name} -->\n`);
  if (after === undefined) throw new Error(`${page} has no table ${name}`);
  const lines = after.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('|'));
  return lines.slice(2, end).map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const codesIn = (cell: string | undefined): string[] => [...(cell ?? '').matchAll(/`([^`]+)`/g)].map((m) => m[1]!);
const firstCells = (page: string, name: string): string[] => tableOf(page, name).flatMap(([cell]) => codesIn(cell));

/** Every command with its options: its sub-commands where it has some. */
async function commands(): Promise<Map<string, string[]>> {
  const run: Run = async () => undefined;
  const out = new Map<string, string[]>();
  const add = (command: Command, path: string): void => {
    for (const sub of command.commands) add(sub, `${path} ${sub.name()}`);
    if (command.commands.length === 0) out.set(path, command.options.map((option) => option.long ?? '').sort());
  };
  for (const { path } of filesUnder('src/commands', '.ts').filter(({ path }) => !path.endsWith('/main.ts'))) {
    const module: Record<string, unknown> = await import(`../../${path.replace(/\.ts$/, '.js')}`);
    for (const [name, make] of Object.entries(module)) {
      if (!name.endsWith('Command')) continue;
      const command = (make as (run: Run) => Command)(run);
      add(command, command.name());
    }
  }
  return out;
}

/** Path → value as the table prints it, of every setting that has a default. */
function defaults(value: unknown, path = ''): [string, string][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[path, String(value)]];
  return Object.entries(value).flatMap(([key, inner]) => defaults(inner, path === '' ? key : `${path}.${key}`));
}

/** `GET /v1/tickets` → the role that it needs, of every call in the API document. */
function apiCalls(): Record<string, string> {
  const { paths } = JSON.parse(textOf('schemas/openapi.json')) as {
    paths: Record<string, Record<string, { security?: { token: string[] }[] }>>;
  };
  const calls = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { security }]) => {
      return [`${method.toUpperCase()} ${path}`, security?.[0]?.token[0] ?? '–'] as const;
    }),
  );
  return Object.fromEntries(calls);
}

const alertsFile = alertsSchema((name) => name);

/** When timers fire, which is part of the hash of a generation (engine/generation.ts), under this alerts.yaml. */
const timersUnder = (raw: object): string => JSON.stringify(loadAlerts(raw, { env: {}, catalogue: null }).timers);

/** Of every top-level key of alerts.yaml: its default where that is one value, and whether another one is another state. */
function alertsKeys(): [key: string, value: string, isState: boolean][] {
  const known: Readonly<Record<string, unknown>> = alertsFile.parse({});
  return Object.keys(alertsFile.shape).map((key) => {
    const value = known[key];
    const isState = typeof value === 'number' && timersUnder({ [key]: value + 1 }) !== timersUnder({});
    return [key, typeof value === 'object' || value === undefined ? '–' : String(value), isState];
  });
}

describe.each(readmes)('%s', (page) => {
  let program: Map<string, string[]>;
  beforeAll(async () => {
    program = await commands();
  });

  test('error codes', () => {
    expect(firstCells(page, 'errors').sort()).toEqual([...errorCodes].sort());
  });

  test('problem codes of the API, with their status', () => {
    const rows = tableOf(page, 'problems').map(([code, status]) => [codesIn(code)[0], Number(status)]);
    expect(rows).toEqual(Object.entries(problemCodes).map(([code, [status]]) => [code, status]));
  });

  test('calls of the API, and the role that each needs', () => {
    const rows = tableOf(page, 'calls').map(([call, role]) => [codesIn(call)[0], codesIn(role)[0] ?? '–']);
    expect(rows.length).toBeGreaterThan(10);
    expect(rows.sort()).toEqual(Object.entries(apiCalls()).sort());
  });

  test('reasons of dead letters', () => {
    expect(firstCells(page, 'reasons').sort()).toEqual([...refusalReasons].sort());
  });

  test('commands and their options', () => {
    const rows = tableOf(page, 'commands').map(([command, options]) => {
      const name = codesIn(command)[0]!.replace(/ \[?[A-Z].*/, '');
      return [name, codesIn(options).sort()] as const;
    });
    expect(program.size).toBeGreaterThan(10);
    expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(program));
    expect(rows).toHaveLength(program.size);
  });

  test('settings, their variables and their defaults', () => {
    const rows = tableOf(page, 'settings').map((cells) => cells.slice(0, 3).map((cell) => codesIn(cell)[0] ?? '–'));
    const variables = new Map(Object.entries(environment).map(([name, [path]]) => [path, name]));
    const known = new Map(defaults(settingsSchema.parse({})));
    const paths = [...new Set([...known.keys(), ...variables.keys()])];
    const wanted = paths.map((path) => [path, variables.get(path) ?? '–', known.get(path) ?? '–']);
    expect(rows.sort()).toEqual([['–', 'PULSE_CONFIG_DIR', '–'], ...wanted].sort());
  });

  test.each(eventTypes)('fields of %s', (type) => {
    expect(firstCells(page, type).sort()).toEqual(Object.keys(dataSchemas[type].whole.shape).sort());
  });

  test('its events are valid, one of each type', () => {
    const documents = [...textOf(page).matchAll(/```json\n([\s\S]*?)```/g)].map(([, json]) => JSON.parse(json!));
    const blocks = documents.filter((json) => !('results' in json)).map(parseEvent);
    expect(blocks.map((event) => event.type)).toEqual(eventTypes);
  });

  test('keys of alerts.yaml, their defaults, and which of them are another generation', () => {
    const rows = tableOf(page, 'alerts.yaml').map(([key, value, generation]) => {
      expect(['yes', 'no', '是', '否']).toContain(generation);
      return [codesIn(key)[0], codesIn(value)[0] ?? '–', ['yes', '是'].includes(generation!)];
    });
    const keys = alertsKeys();
    expect(keys.filter(([, , isState]) => isState)).toHaveLength(4);
    expect(rows).toEqual(keys);
  });

  test('kinds of alerts, by their codes and as messages call them', () => {
    const rows = tableOf(page, 'alert kinds').map(([kind, words]) => [codesIn(kind)[0], words]);
    expect(rows).toEqual(alertKinds.map((kind) => [kind, textsZh.kinds[kind]]));
  });

  test('verdicts of an audit, by their codes, in words, and how heavy each is', () => {
    const weights = {
      wrong: ['wrong', '错误'],
      doubtful: ['doubtful', '存疑'],
      note: ['note', '说明'],
      right: ['–', '–'],
    };
    const language = page === 'README.md' ? 0 : 1;
    const rows = tableOf(page, 'verdicts').map(([code, words, weight]) => [codesIn(code)[0], words, weight]);
    const known = Object.entries(verdictCodes) as [keyof typeof verdictCodes, keyof typeof weights][];
    expect(rows).toEqual(known.map(([code, weight]) => [code, verdictNames[code], weights[weight][language]]));
  });

  test('keys of a rules file of what-if', () => {
    expect(firstCells(page, 'what-if')).toEqual(Object.keys(whatIfSchema.shape));
  });

  test('the two commands of a newcomer stand alone in a block', () => {
    for (const line of ['npm ci && npm start', 'npm ci && npm test']) {
      expect(textOf(page)).toContain(`\`\`\`sh\n${line}\n\`\`\``);
    }
  });
});

test('names and labels that a file of opening figures may use', () => {
  const rows = tableOf('docs/kpi.md', 'opening figures');
  const taken = [...measureNames].filter(([name]) => 'counter' in openingCounter(name, () => undefined));
  const only = [...measureNames].filter(([name]) => 'counter' in openingCounter(`${name}{reason=x}`, () => undefined));
  const named = rows.flatMap(([counter, names]) => codesIn(names).map((name) => [name, codesIn(counter)[0]]));
  expect(named.sort()).toEqual([...taken, ...only].filter(([name, measure]) => name !== measure).sort());
  for (const [counter, , labels] of rows) {
    const sets = counterDefinitions[codesIn(counter)[0] as keyof typeof counterDefinitions].labels;
    const single = sets.flatMap((set) => (set.length === 1 && set[0] !== 'unit' ? [`{${set[0]}}`] : []));
    expect([counter, codesIn(labels)]).toEqual([counter, single]);
  }
  const labels = tableOf('docs/kpi.md', 'opening labels');
  const aliases = labels.flatMap(([label, names]) => codesIn(names).map((name) => [name, codesIn(label)[0]]));
  expect(aliases.sort()).toEqual(Object.entries(labelAliases).sort());
});

test('both languages show the same blocks of commands, configuration and output, comments aside', () => {
  const blocks = (page: string) =>
    [...textOf(page).matchAll(/```\w*\n([\s\S]*?)```/g)].map(([, text]) => text!.replace(/ *# .*$/gm, ''));
  expect(blocks('README.zh-CN.md')).toEqual(blocks('README.md'));
});

describe.each(pages)('%s', (page) => {
  const text = textOf(page);

  test('what it links to is there', () => {
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1]!);
    const files = links.filter((link) => !/^https?:/.test(link)).map((link) => link.replace(/#.*/, ''));
    expect(files.filter((file) => !existsSync(join(dirname(page), file)))).toEqual([]);
  });

  test('files of the project that it names are there', () => {
    const named = [...text.matchAll(/(?<![\w./-])(?:src|test|config|docs|scripts|samples)\/[\w./-]*\w/g)].map(
      ([name]) => name,
    );
    expect(named.filter((name) => !existsSync(name))).toEqual([]);
  });

  test('variables that it names are known', () => {
    const named = text.match(/\b(?:PULSE|KAFKA|REDIS)_[A-Z_]+\b/g) ?? [];
    const known: readonly string[] = [...environmentKeys, ...errorCodes];
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
  });

  test('no path of one machine', () => {
    expect(text.match(/(?:^|[\s`"'(=])\/(?:work|home|root|tmp|Users)\/\S*/gm) ?? []).toEqual([]);
  });
});

test('every folder and every port, engine and domain file has its place in ARCHITECTURE.md', () => {
  const map = textOf('ARCHITECTURE.md');
  const paths = filesUnder('src', '.ts').map(({ path }) => path);
  const folders = [...new Set(paths.map((path) => dirname(path)))];
  const files = paths
    .filter((path) => /^src\/(?:domain|ports|engine)\//.test(path))
    .map((path) => path.split('/').at(-1)!);
  expect(folders.length).toBeGreaterThan(10);
  expect(folders.filter((folder) => !map.includes(`${folder}/`))).toEqual([]);
  expect(files.filter((file) => !map.includes(`\`${file}\``))).toEqual([]);
});

test('sections of design.md and kpi.md that the code refers to are there', () => {
  const sources = ['src', 'test', 'scripts', 'config'].flatMap((folder) =>
    ['.ts', '.mjs', '.lua', '.yaml'].flatMap((suffix) => filesUnder(folder, suffix)),
  );
  const references = sources.flatMap(({ path, text }) =>
    [...text.matchAll(/\b(design|kpi)\.md sections? (\d+)(?: and (\d+))?/g)].flatMap(([, page, ...numbers]) =>
      numbers.filter((n) => n !== undefined).map((n) => ({ path, page: `docs/${page}.md`, heading: `## ${n}. ` })),
    ),
  );
  expect(references.length).toBeGreaterThan(40);
  expect(references.filter(({ page, heading }) => !textOf(page).includes(`\n${heading}`))).toEqual([]);
});
