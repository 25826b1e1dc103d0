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
    expect(sink(wecom)).toEqual({ ...wecom, timeoutMs: 10_000, insecure: false });
    expect(sink(smtp)).toEqual({ ...smtp, units: {}, supervisors: {}, timeoutMs: 10_000, insecure: false });
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
    [{ ...wecom, ca: 'no/such.pem' }, /ca: cannot be read \(ENOENT\)/],
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
