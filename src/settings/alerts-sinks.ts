import { z } from 'zod';
import { alertKinds } from '../domain/alert.js';
import { audience, byUnit, type UnitCode } from './alerts-units.js';
import { readPem } from './alerts-withheld.js';

/** config/alerts.yaml, `sinks`: where messages go. */

/** One line and printable: it becomes a header, or part of a signature. */
const line = z
  .string()
  .min(1)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that must not be there
  .regex(/^[^\u0000-\u001f\u007f]+$/, 'a control character, such as a line break, is in it');
const address = z.string().regex(/^[^\s@<>,;:"]+@[^\s@<>,;:"]+$/, 'not a mail address such as zhiban@12345.example.cn');
const sender = line.refine(
  (text) => address.safeParse(text).success || /^[^<>]*<[^\s@<>]+@[^\s@<>]+>$/.test(text),
  'neither an address nor a name with an address: 12345 <zhiban@12345.example.cn>',
);
const addresses = z.array(address).min(1);

/** One that cannot be read here withholds its sink (alerts-withheld.ts), and does not get so far. */
const pemFile = z.string().refine((path) => {
  const text = readPem(path).text;
  return text === undefined || text.includes('-----BEGIN CERTIFICATE-----');
}, 'no PEM certificate is in it');

/** @param forPeople the messages interrupt somebody: not at night, not fifty at once, and not what is over. */
const common = (unitCode: UnitCode, forPeople: boolean) => ({
  for: z.array(audience(unitCode)).min(1),
  kinds: z.array(z.enum(alertKinds)).min(1).exactOptional(),
  timeoutMs: z.int().min(100).max(120_000).default(10_000),
  perMinute: z.int().min(1).max(10_000).exactOptional(),
  ca: pemFile.exactOptional(),
  insecure: z.boolean().default(false),
  quietHours: z.boolean().default(forPeople),
  digest: z.boolean().default(forPeople),
  supersede: z.boolean().default(forPeople),
});

/** No message of this quotes the address: a robot's key is in it. */
const url = z
  .string()
  .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), {
    error: 'not a URL that begins with https://',
    abort: true,
  })
  .refine(
    (text) => new URL(text).username === '' && new URL(text).password === '',
    'user and password cannot be in it',
  );

const isLoopback = (host: string): boolean => /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);

const overHttp = <T extends string>(type: T, unitCode: UnitCode, forPeople = true) =>
  z.strictObject({ type: z.literal(type), url, ...common(unitCode, forPeople) });

const smtp = (unitCode: UnitCode) =>
  z.strictObject({
    type: z.literal('smtp'),
    host: line,
    port: z.int().min(1).max(65_535),
    tls: z.enum(['none', 'starttls', 'implicit']),
    user: line.exactOptional(),
    password: line.exactOptional(),
    from: sender,
    to: addresses,
    units: byUnit(addresses, unitCode).default({}),
    supervisors: byUnit(addresses, unitCode).default({}),
    ...common(unitCode, true),
  });

const types = ['wecom', 'dingtalk', 'feishu', 'webhook', 'smtp'] as const;

const sinkSchema = (unitCode: UnitCode) =>
  z
    .discriminatedUnion(
      'type',
      [
        overHttp('wecom', unitCode),
        overHttp('dingtalk', unitCode).extend({ secret: line }),
        overHttp('feishu', unitCode).extend({ secret: line.exactOptional() }),
        overHttp('webhook', unitCode, false).extend({ secret: line }),
        smtp(unitCode),
      ],
      { error: `a sink has a type, one of ${types.join(', ')}` },
    )
    .superRefine((sink, ctx) => {
      for (const [path, message] of problemsOf(sink)) ctx.addIssue({ code: 'custom', path: [path], message });
    });
export type SinkSettings = z.output<ReturnType<typeof sinkSchema>>;
export type SinkType = (typeof types)[number];
/** The settings of one type. */
export type SinkOf<T extends SinkType> = Extract<SinkSettings, { readonly type: T }>;

function problemsOf(sink: SinkSettings): [path: string, message: string][] {
  if (sink.type !== 'smtp') {
    const { protocol, hostname } = new URL(sink.url);
    const open = protocol === 'http:' && !isLoopback(hostname) && !sink.insecure;
    return open
      ? [['url', 'http:// to another machine can be read by others: take https://, or say insecure: true']]
      : [];
  }
  const out: [string, string][] = [];
  if ((sink.user === undefined) !== (sink.password === undefined)) {
    out.push([sink.user === undefined ? 'user' : 'password', 'user and password go together']);
  }
  if (sink.tls === 'none' && !isLoopback(sink.host) && !sink.insecure) {
    out.push([
      'tls',
      'mail to another machine can be read by others: take starttls or implicit, or say insecure: true',
    ]);
  }
  return out;
}

/** Names of sinks are keys of records and labels of metrics. */
export const sinksSchema = (unitCode: UnitCode) =>
  z
    .record(z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/), sinkSchema(unitCode), {
      error: ({ code }) =>
        code === 'invalid_key' ? 'a sink is named with lower-case letters, digits and dashes (63 at most)' : undefined,
    })
    .superRefine((sinks, ctx) => {
      for (const [name, other] of sharedRobots(sinks)) {
        // The address itself is not said: a robot's key is in it.
        const message = `the same robot as sinks.${other}: its limit of messages a minute is one for both; write one sink`;
        ctx.addIssue({ code: 'custom', path: [name, 'url'], message });
      }
    })
    .default({});

/** Sinks whose robot a sink before them has already. A webhook of one's own has no limit that could be broken. */
function sharedRobots(sinks: Readonly<Record<string, SinkSettings>>): [name: string, other: string][] {
  const robots = new Map<string, string>();
  const shared: [string, string][] = [];
  for (const [name, sink] of Object.entries(sinks)) {
    if (sink.type === 'smtp' || sink.type === 'webhook') continue;
    const robot = robotOf(sink.url);
    const other = robots.get(robot);
    if (other === undefined) robots.set(robot, name);
    else shared.push([name, other]);
  }
  return shared;
}

/** However it is written: the parameters in any order, and what a browser would keep to itself left out. */
function robotOf(address: string): string {
  const robot = new URL(address);
  robot.hash = '';
  robot.searchParams.sort();
  return robot.href;
}
