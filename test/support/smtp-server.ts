import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import type { Certificate } from './certificates.js';
import { type MimePart, readMail } from './mime.js';

export interface TakenMail {
  readonly from: string;
  readonly to: readonly string[];
  /** As which user; null: nobody logged in. */
  readonly user: string | null;
  readonly encrypted: boolean;
  readonly mail: MimePart;
}

export interface SmtpServerOptions {
  /** Absent: the server knows no encryption at all. */
  readonly tls?: { readonly certificate: Certificate; readonly implicit: boolean };
  /** Who may send; absent: anybody, without log-in. */
  readonly login?: { readonly user: string; readonly password: string };
}

/** At which command a reply of ours takes the place of the server's. */
export type Stage = 'connect' | 'mail' | 'recipient' | 'data';

export interface TestSmtpServer {
  readonly port: number;
  readonly mails: readonly TakenMail[];
  /** Refuses at a stage: each time that `when` holds of the address in question (at `connect` and `data`: of ''). */
  refuse(stage: Stage, code: number, text: string, when?: (address: string) => boolean): void;
  /** Refuses no longer. */
  relent(): void;
  close(): Promise<void>;
}

/** A real mail server on a port of its own, which keeps what it takes. */
export async function startSmtpServer(options: SmtpServerOptions = {}): Promise<TestSmtpServer> {
  const mails: TakenMail[] = [];
  const refusals: { stage: Stage; when: (address: string) => boolean; error: Error }[] = [];
  const judge = (stage: Stage, address: string): Error | null =>
    refusals.find((r) => r.stage === stage && r.when(address))?.error ?? null;
  const { login } = options;
  const server = new SMTPServer({
    ...encryption(options),
    authOptional: login === undefined,
    allowInsecureAuth: true,
    logger: false,
    closeTimeout: 1,
    onConnect: (_session, done) => done(judge('connect', '')),
    onAuth({ username, password }, _session, done) {
      if (username === login?.user && password === login?.password) return done(null, { user: username });
      done(Object.assign(new Error('5.7.8 Authentication credentials invalid'), { responseCode: 535 }));
    },
    onMailFrom: ({ address }, _session, done) => done(judge('mail', address)),
    onRcptTo: ({ address }, _session, done) => done(judge('recipient', address)),
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const refused = judge('data', '');
        if (refused !== null) return done(refused);
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          user: typeof session.user === 'string' ? session.user : null,
          encrypted: session.secure,
          mail: readMail(Buffer.concat(chunks).toString('latin1')),
        });
        done();
      });
    },
  });
  // A client that does not like the certificate breaks the handshake off: that is what is tested.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve());
  });
  return {
    port: (server.server.address() as AddressInfo).port,
    mails,
    refuse: (stage, code, text, when = () => true) =>
      refusals.push({ stage, when, error: Object.assign(new Error(text), { responseCode: code }) }),
    relent: () => refusals.splice(0),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function encryption({ tls }: SmtpServerOptions): SMTPServerOptions {
  if (tls === undefined) return { hideSTARTTLS: true, disabledCommands: ['STARTTLS'] };
  return { secure: tls.implicit, key: tls.certificate.key, cert: tls.certificate.cert };
}
