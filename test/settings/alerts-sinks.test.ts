import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { matches } from '../../src/domain/alert-policy.js';
import { routeOf, sinksOf } from '../../src/settings/alerts.js';
import { load, problemsOf } from './alerts-support.js';

const url = 'https://robot.example.cn/send?key=K';
const wecom = { type: 'wecom', url, for: ['duty'] };
const smtp = {
  type: 'smtp',
  host: 'smtp.example.cn',
  port: 587,
  tls: 'starttls',
  from: '12345 热线 <zhiban@12345.example.cn>',
  to: ['zhiban@12345.example.cn'],
  for: ['units', 'duty'],
};
const sink = (given: object) => load({ sinks: { one: given } }).sinks['one'];
const refused = (given: object) => problemsOf({ sinks: { one: given } });

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'pulse-alerts-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('taken', () => {
  test('what is left out is the default, or absent', () => {
    const people = { quietHours: true, digest: true, supersede: true };
    expect(sink(wecom)).toEqual({ ...wecom, timeoutMs: 10_000, insecure: false, ...people });
    expect(sink(smtp)).toEqual({ ...smtp, units: {}, supervisors: {}, timeoutMs: 10_000, insecure: false, ...people });
  });
  test('a machine gets every alert at once, one event each; unless it is said otherwise', () => {
    const webhook = { ...wecom, type: 'webhook', secret: 's' };
    expect(sink(webhook)).toMatchObject({ quietHours: false, digest: false, supersede: false });
    const given = { quietHours: true, digest: true, supersede: true };
    expect(sink({ ...webhook, ...given })).toMatchObject(given);
    expect(sink({ ...wecom, type: 'feishu', digest: false })).toMatchObject({ ...given, digest: false });
  });
  test.each([
    [{ ...wecom, kinds: ['ticket-overdue', 'stream-stalled'], perMinute: 10, timeoutMs: 500 }],
    [{ ...wecom, type: 'dingtalk', secret: 'SEC' }],
    [{ ...wecom, type: 'feishu' }],
    [{ ...wecom, type: 'feishu', secret: 's' }],
    [{ ...wecom, type: 'webhook', secret: 's' }],
    [{ ...wecom, url: 'http://localhost:8080/x' }],
    [{ ...wecom, url: 'http://127.0.0.1/x' }],
    [{ ...wecom, url: 'http://[::1]:9/x' }],
    [{ ...wecom, url: 'http://10.0.0.8/x', insecure: true }],
    [{ ...smtp, user: 'u', password: 'p', tls: 'implicit', port: 465 }],
    [{ ...smtp, tls: 'none', host: '127.0.0.1', from: 'a@b' }],
    [{ ...smtp, tls: 'none', insecure: true }],
  ])('%j', (given) => {
    expect(sink(given)).toMatchObject(given);
  });
  test('audiences and mail addresses of units, by any name, as the code', () => {
    const given = {
      ...smtp,
      units: { 安康市汉滨区: ['a@x.cn'] },
      supervisors: { 汉滨区人民政府: ['b@x.cn'] },
      for: ['unit:安康市汉滨区', 'supervisor:市住房和城乡建设局', 'units', 'supervisor', 'duty', 'leader', 'all'],
    };
    const found = sink(given)!;
    expect(found.for).toEqual(['unit:汉滨区', 'supervisor:市住建局', 'units', 'supervisor', 'duty', 'leader', 'all']);
    expect(matches(found.for.slice(0, 1), ['unit:汉滨区'])).toBe(true);
    expect(routeOf(found).mail).toEqual({
      to: smtp.to,
      units: new Map([['汉滨区', ['a@x.cn']]]),
      supervisors: new Map([['汉滨区', ['b@x.cn']]]),
    });
  });
  test('the route of a robot', () => {
    expect(routeOf(sink(wecom)!)).toEqual({ for: ['duty'], kinds: null, mail: null });
    expect(routeOf(sink({ ...wecom, kinds: ['ticket-overdue'] })!).kinds).toEqual(['ticket-overdue']);
  });
  test('a certificate file', () => {
    const ca = join(dir, 'ca.pem');
    writeFileSync(ca, '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n');
    expect(sink({ ...wecom, ca })).toMatchObject({ ca });
  });
});

describe('refused', () => {
  test.each([
    [{ ...wecom, type: 'dingtalk' }, /^alerts: sinks\.one\.secret: /],
    [{ ...wecom, type: 'webhook', secret: '' }, /sinks\.one\.secret/],
    [{ ...wecom, type: 'webhook', secret: 'a\nb' }, /sinks\.one\.secret: a control character/],
    [{ ...wecom, secret: 's' }, /sinks\.one: Unrecognized key: "secret"/],
    [{ url, for: ['duty'] }, /sinks\.one\.type: a sink has a type/],
    [{ ...wecom, for: [] }, /sinks\.one\.for/],
    [{ type: 'wecom', url }, /sinks\.one\.for/],
    [{ ...wecom, for: ['unit'] }, /for\.0: not an audience: unit; there are unit:CODE/],
    [{ ...wecom, for: ['unit:'] }, /for\.0: not an audience: unit:;/],
    [{ ...wecom, for: ['supervisor:火星区'] }, /for\.0: no unit of catalogue\.yaml: 火星区/],
    [{ ...wecom, for: ['unit:unassigned'] }, /for\.0: no unit/],
    [{ ...wecom, kinds: ['overdue'] }, /kinds\.0/],
    [{ ...wecom, timeoutMs: 10 }, /timeoutMs/],
    [{ ...wecom, perMinute: 0 }, /perMinute/],
    [{ ...wecom, url: 'http://10.0.0.8/x' }, /url: http:\/\/ to another machine/],
    [{ ...wecom, url: 'http://localhost.example.cn/x' }, /url: http:\/\/ to another machine/],
    [{ ...wecom, url: 'http://127.0.0.1.example.cn/x' }, /url: http:\/\/ to another machine/],
    [{ ...wecom, url: 'https://me:geheim@x.cn/' }, /url: user and password cannot be in it/],
    [{ ...wecom, url: 'robot' }, /url: not a URL/],
    [{ ...wecom, url: 'file:///etc/passwd' }, /url: not a URL/],
    [{ ...wecom, quietHours: { from: '22:00', to: '07:00' } }, /quietHours: .*boolean/],
    [{ ...wecom, ca: 'package.json' }, /ca: no PEM certificate is in it/],
    [{ ...smtp, user: 'u' }, /password: user and password go together/],
    [{ ...smtp, password: 'p' }, /user: user and password go together/],
    [{ ...smtp, tls: 'none' }, /tls: mail to another machine/],
    [{ ...smtp, port: 0 }, /port/],
    [{ ...smtp, to: [] }, /to/],
    [{ ...smtp, to: ['a@b, c@d'] }, /to\.0: not a mail address/],
    [{ ...smtp, to: ['a@b\r\nBcc: c@d'] }, /to\.0: not a mail address/],
    [{ ...smtp, from: 'a@b\r\nBcc: c@d' }, /from: a control character/],
    [{ ...smtp, from: 'hotline' }, /from: neither an address/],
    [{ ...smtp, units: { 火星区: ['a@b'] } }, /units\.火星区: no unit/],
    [{ ...smtp, units: { 汉滨区: [] } }, /units\.汉滨区/],
    [{ ...smtp, units: { 汉滨区: ['a@b'], 安康市汉滨区: ['c@d'] } }, /units\.安康市汉滨区: 汉滨区 is there twice/],
  ])('%j', (given, message) => {
    expect(refused(given)).toContainEqual(expect.stringMatching(message));
  });
  test.each(['Duty', 'a b', '-a', 'a/b', '值班', 'a'.repeat(64), ''])('the name %j', (name) => {
    expect(problemsOf({ sinks: { [name]: wecom } })).toEqual([
      expect.stringMatching(/^alerts: sinks\.[^:]*: a sink is named with/),
    ]);
  });
  test('a URL is not repeated in what is said of it: the robot’s key is in it', () => {
    for (const bad of ['http://10.0.0.8/x?key=GEHEIM', 'GEHEIM', 'https://u:GEHEIM@x.cn']) {
      expect(refused({ ...wecom, url: bad }).join('\n')).not.toContain('GEHEIM');
    }
  });
});

describe('one robot', () => {
  const robots = (one: object, two: object) =>
    problemsOf({ sinks: { one: { ...wecom, ...one }, two: { ...wecom, ...two } } });
  const key = 'https://robot.example.cn/send?key=GEHEIM&b=1';

  test.each([
    [{ url: key }, { url: key }],
    [{ url: key }, { url: 'HTTPS://ROBOT.example.cn:443/send?b=1&key=GEHEIM#x' }],
    [
      { url: key, for: ['leader'] },
      { url: key, type: 'feishu' },
    ],
  ])('at two sinks is refused, and its key is not said: %j, %j', (one, two) => {
    const problems = robots(one, two);
    expect(problems).toEqual([
      expect.stringMatching(/^alerts: sinks\.two\.url: the same robot as sinks\.one: .*write one sink$/),
    ]);
    expect(problems.join()).not.toContain('GEHEIM');
  });
  test('by two variables too', () => {
    const sinks = { one: { ...wecom, url: 'env:HOTLINE_A' }, two: { ...wecom, url: 'env:HOTLINE_B' } };
    expect(problemsOf({ sinks }, { HOTLINE_A: key, HOTLINE_B: key })).toHaveLength(1);
    expect(problemsOf({ sinks }, { HOTLINE_A: key, HOTLINE_B: `${key}2` })).toEqual([]);
  });
  test('a webhook may be there twice: it has no limit', () => {
    const webhook = { type: 'webhook', secret: 's' };
    expect(robots(webhook, webhook)).toEqual([]);
    expect(robots(webhook, {})).toEqual([]);
  });
});

describe('what another machine has', () => {
  test('a certificate that is not here keeps back its sink alone', () => {
    const loaded = load({ sinks: { one: { ...wecom, ca: 'no/such.pem', secret: 'env:NOWHERE' }, two: wecom } });
    expect(Object.keys(loaded.sinks)).toEqual(['two']);
    expect(loaded.withheld).toEqual({
      one: [
        'alerts: sinks.one.secret: env:NOWHERE: this environment variable is not set, or empty',
        'alerts: sinks.one.ca: no/such.pem: cannot be read (ENOENT)',
      ],
    });
    expect(() => sinksOf(loaded)).toThrow('sinks.one.ca: no/such.pem: cannot be read (ENOENT)');
    expect(sinksOf(loaded, ['two']).map(([name]) => name)).toEqual(['two']);
  });
  test('one whose path is not known here is told by its variable', () => {
    expect(load({ sinks: { one: { ...wecom, ca: 'env:NOWHERE' } } }).withheld).toEqual({
      one: ['alerts: sinks.one.ca: env:NOWHERE: this environment variable is not set, or empty'],
    });
  });
  test.each(['', 5, null, [], { ca: 5 }, { sinks: [] }])('nothing is kept back of %j', (one) => {
    expect(problemsOf({ sinks: { one } })).not.toEqual([]);
  });
});

describe('whom nobody tells', () => {
  const warnings = (...lists: string[][]) =>
    load({ sinks: Object.fromEntries(lists.map((list, i) => [`s${i}`, { ...wecom, url: `${url}${i}`, for: list }])) })
      .warnings;
  const duty = 'alerts: sinks: none of them reaches duty: nobody is told what concerns the duty desk';

  test('no sink at all: nobody expects anything', () => expect(load({}).warnings).toEqual([]));
  test.each([[[['all']]], [[['units', 'duty']]], [[['duty'], ['units']]]])('everybody is told: %j', (lists) => {
    expect(warnings(...lists)).toEqual([]);
  });
  test('the duty desk', () => expect(warnings(['units', 'leader'])).toEqual([duty]));
  test('units of the catalogue, five by name', () => {
    const [none] = warnings(['duty']);
    expect(none).toMatch(/^alerts: sinks: none of them reaches these units: ([^,]+, ){4}[^,]+ and \d+ more$/);
    const units = [...new Set(load({}).policy.unitCodes.values())];
    const allBut = (n: number) => warnings(['duty', ...units.slice(n).map((code) => `unit:${code}`)]);
    expect(allBut(2)).toEqual([`alerts: sinks: none of them reaches these units: ${units[0]}, ${units[1]}`]);
    expect(allBut(0)).toEqual([]);
  });
  test('units that are not to be told are not missed', () => {
    const silent = { escalation: [{ to: 'duty' }], conditions: { unitBacklog: { goTo: ['duty'] } } };
    expect(load({ ...silent, sinks: { one: wecom } }).warnings).toEqual([]);
    expect(load({ escalation: [{ to: 'duty' }], sinks: { one: wecom } }).warnings).toHaveLength(1);
  });
  test('a sink that is withheld here counts: another machine sends to it', () => {
    const one = { ...wecom, url: 'env:NOWHERE', for: ['units', 'supervisor:安康市汉滨区', 'nonsense'] };
    expect(load({ sinks: { one, two: wecom } }).warnings).toEqual([]);
  });
});

describe('texts from the environment', () => {
  const env = {
    HOTLINE_URL: url,
    HOTLINE_SECRET: 'GEHEIM',
    HOTLINE_EMPTY: '',
    PULSE_SECRET: 'x',
    HOTLINE_NAME: 'leader',
  };
  test('any text, at any depth', () => {
    const raw = {
      sinks: {
        one: { type: 'webhook', url: 'env:HOTLINE_URL', secret: 'env:HOTLINE_SECRET', for: ['env:HOTLINE_NAME'] },
      },
    };
    expect(load(raw, env).sinks['one']).toMatchObject({ url, secret: 'GEHEIM', for: ['leader'] });
  });
  test.each([
    [
      'env:PULSE_SECRET',
      /env:PULSE_SECRET: names with PULSE_ are the program's own; take another prefix, such as HOTLINE_/,
    ],
    ['env:', /env:: not the name/],
    ['env:A B', /env:A B: not the name/],
  ])('%s', (secret, message) => {
    const problems = problemsOf({ sinks: { one: { ...wecom, type: 'webhook', secret } } }, env);
    expect(problems).toEqual([expect.stringMatching(message)]);
  });
  test.each(['HOTLINE_NOWHERE', 'HOTLINE_EMPTY', 'constructor'])(
    '%s that is not set keeps back its sink alone: only who sends to it needs it',
    (name) => {
      const sinks = { one: { ...wecom, type: 'webhook', secret: `env:${name}` }, two: wecom };
      const loaded = load({ sinks }, env);
      expect(Object.keys(loaded.sinks)).toEqual(['two']);
      expect(sinksOf(loaded, ['two']).map(([found]) => found)).toEqual(['two']);
      const said = `alerts: sinks.one.secret: env:${name}: this environment variable is not set, or empty`;
      expect(() => sinksOf(loaded)).toThrow(said);
      expect(() => sinksOf(loaded, ['one'])).toThrow(said);
      expect(() => sinksOf(loaded, ['three'])).toThrow('three: no such sink; alerts.yaml has two, one');
    },
  );
  test('elsewhere it is a problem', () => {
    expect(problemsOf({ dashboardUrl: 'env:HOTLINE_NOWHERE' }, env)).toEqual([
      'alerts: dashboardUrl: env:HOTLINE_NOWHERE: this environment variable is not set, or empty',
    ]);
  });
  test('what is missing is said once, and what else is wrong is said beside it', () => {
    expect(problemsOf({ dashboardUrl: 'env:NOWHERE', language: 'fr' }, env)).toEqual([
      expect.stringMatching(/dashboardUrl: env:NOWHERE/),
      expect.stringMatching(/language/),
    ]);
  });
});

describe('shown', () => {
  test('no secret, no key; what came from the environment by its name', () => {
    const raw = {
      sinks: {
        a: { ...wecom, type: 'webhook', url: 'https://x.cn:8443/hook/GEHEIM?key=GEHEIM', secret: 'GEHEIM' },
        b: { ...wecom, type: 'dingtalk', url: 'env:HOTLINE_URL', secret: 'env:HOTLINE_SECRET' },
        c: { ...smtp, user: 'u', password: 'GEHEIM', units: { 安康市汉滨区: ['a@x.cn'] } },
      },
    };
    const shown = load(raw, { HOTLINE_URL: 'https://x.cn/GEHEIM', HOTLINE_SECRET: 'GEHEIM' }).shown;
    expect(JSON.stringify(shown)).not.toContain('GEHEIM');
    expect(shown).toMatchObject({
      reminderHour: 9,
      conditions: { connectionRate: { opensAt: '95.00' } },
      quietHours: { from: '22:00', to: '07:00' },
      sinks: {
        a: { url: 'https://x.cn:8443/***', secret: '***', timeoutMs: 10_000 },
        b: { url: 'env:HOTLINE_URL', secret: 'env:HOTLINE_SECRET' },
        c: { user: 'u', password: '***', units: { 汉滨区: ['a@x.cn'] } },
      },
    });
  });
});
