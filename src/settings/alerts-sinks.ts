import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { alertKinds } from '../domain/alert.js';
import { audience, byUnit, type UnitCode } from './alerts-units.js';

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

const pemFile = z.string().superRefine((path, ctx) => {
  const problem = pemProblem(path);
  if (problem !== null) ctx.addIssue({ code: 'custom', message: problem });
});

function pemProblem(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').includes('-----BEGIN CERTIFICATE-----') ? null : 'no PEM certificate is in it';
  } catch (error) {
    return `cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`;
  }
}

const common = (unitCode: UnitCode) => ({
  for: z.array(audience(unitCode)).min(1),
  kinds: z.array(z.enum(alertKinds)).min(1).exactOptional(),
  timeoutMs: z.int().min(100).max(120_000).default(10_000),
  perMinute: z.int().min(1).max(10_000).exactOptional(),
  ca: pemFile.exactOptional(),
  insecure: z.boolean().default(false),
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

const robot = <T extends string>(type: T, unitCode: UnitCode) =>
  z.strictObject({ type: z.literal(type), url, ...common(unitCode) });

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
    ...common(unitCode),
  });

const types = ['wecom', 'dingtalk', 'feishu', 'webhook', 'smtp'] as const;

const sinkSchema = (unitCode: UnitCode) =>
  z
    .discriminatedUnion(
      'type',
      [
        robot('wecom', unitCode),
        robot('dingtalk', unitCode).extend({ secret: line }),
        robot('feishu', unitCode).extend({ secret: line.exactOptional() }),
        robot('webhook', unitCode).extend({ secret: line }),
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
    .default({});
