import { describe, expect, test } from '@jest/globals';
import { textOfType } from '../../support/mime.js';
import { from, later, login, refused, sender, start, unit } from './mailing.js';
import { digest, forgeries, single } from './samples.js';

describe('what arrives', () => {
  test('an alert: text and HTML, from us, to the recipients of the sink', async () => {
    const server = await start();
    expect(await sender(server.port).send(single({ severity: 'critical' }), [])).toEqual({ kind: 'delivered' });
    const [{ mail, ...envelope }] = server.mails as [(typeof server.mails)[number]];
    expect(envelope).toEqual({ from: 'pulse@hotline.example.cn', to: [unit], user: null, encrypted: false });
    expect(mail.headers.get('subject')).toBe('市住建局 · GD20210612001 已逾期 2 天 3 小时');
    expect(mail.headers.get('from')).toBe(from);
    expect(mail.headers.get('message-id')).toBe(`<${single().id}@hotline.example.cn>`);
    expect(mail.headers.get('auto-submitted')).toBe('auto-generated');
    expect(mail.headers.get('x-priority')).toMatch(/^1/);
    expect(textOfType(mail, 'text/plain')).toBe(
      [
        '市住建局 · GD20210612001 已逾期 2 天 3 小时',
        '',
        '性质:求助',
        '到期:2021-06-21 24:00',
        '请立即办理。',
        '打开工单:https://pulse.example.cn/tickets/GD20210612001',
        '',
      ].join('\n'),
    );
    const html = textOfType(mail, 'text/html');
    expect(html).toContain('<a href="https://pulse.example.cn/tickets/GD20210612001">');
    expect(html).not.toContain('<table');
  });

  test('recipients of the message take the place of the sink’s', async () => {
    const server = await start();
    await sender(server.port).send(single(), ['a@example.cn', 'b@example.cn']);
    expect(server.mails[0]!.to).toEqual(['a@example.cn', 'b@example.cn']);
  });

  test('a digest has a table in HTML and a line a row in text', async () => {
    const server = await start();
    await sender(server.port).send(digest(50), []);
    const { mail } = server.mails[0]!;
    const html = textOfType(mail, 'text/html');
    expect(html.match(/<tr>/g)).toHaveLength(51);
    expect(html.match(/<th /g)).toHaveLength(4);
    expect(html).toMatch(/<td [^>]*>GD20210612050<\/td>/);
    expect(textOfType(mail, 'text/plain')).toContain('GD20210612050 | 求助 | 2021-06-21 24:00 | 已逾期 2 天\n');
    expect(mail.headers.get('message-id')).toBe('<digest-00112233aabbccdd@hotline.example.cn>');
  });

  test('a repeat has the same Message-ID, another message another, whatever their ids hold', async () => {
    const server = await start();
    for (const id of ['a b', 'a b', 'a_b', 'a>b@c', 'ü']) await sender(server.port).send(single({ id }), []);
    const ids = server.mails.map(({ mail }) => mail.headers.get('message-id'));
    expect(ids[1]).toBe(ids[0]);
    expect(new Set(ids).size).toBe(4);
    for (const id of ids) expect(id).toMatch(/^<[\w.-]+@hotline\.example\.cn>$/);
  });

  test.each(forgeries)('nothing is forged by %j', async (forged) => {
    const server = await start();
    const written = `${forged}\r\nBcc: everybody@example.cn\r\n\r\n<script>alert(1)</script>`;
    const message = digest(1, { title: written, text: written, table: { head: [written], rows: [[written]] } });
    await sender(server.port).send(message, []);
    const { to, mail } = server.mails[0]!;
    expect(to).toEqual([unit]);
    expect(mail.headers.has('bcc')).toBe(false);
    expect(mail.headers.get('subject')).not.toMatch(/[\r\n\u202e]/);
    const html = textOfType(mail, 'text/html');
    const tags = [...html.matchAll(/<\/?([a-z0-9!]+)/g)].map(([, tag]) => tag!);
    expect([...new Set(tags)].sort()).toEqual([
      '!doctype',
      'a',
      'body',
      'br',
      'h3',
      'head',
      'html',
      'meta',
      'p',
      'table',
      'td',
      'th',
      'tr',
    ]);
    expect([...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href)).toEqual(['https://pulse.example.cn/']);
  });
});

describe('what the server says', () => {
  test('greylisting (451) is for later; afterwards it is delivered', async () => {
    const server = await start();
    server.refuse('recipient', 451, '4.7.1 Greylisted, try again');
    expect(await sender(server.port).send(single(), [])).toEqual(
      later(/answered 451 4\.7\.1 Greylisted, try again to RCPT TO$/),
    );
    server.relent();
    expect(await sender(server.port).send(single(), [])).toEqual({ kind: 'delivered' });
  });

  test.each([
    ['mail', 451],
    ['data', 452],
    ['connect', 421],
    ['connect', 554],
  ] as const)('at %s %d: later', async (stage, code) => {
    const server = await start();
    server.refuse(stage, code, 'not now');
    expect(await sender(server.port).send(single(), [])).toEqual(later(`${code} not now`));
    expect(server.mails).toEqual([]);
  });

  test.each([
    ['recipient', 550],
    ['mail', 550],
    ['data', 554],
    ['recipient', 553],
  ] as const)('at %s %d: refused', async (stage, code) => {
    const server = await start();
    server.refuse(stage, code, `5.1.1 <zhangsan.private@example.cn> unknown`);
    const sent = await sender(server.port).send(single(), []);
    expect(sent).toEqual(refused(`answered ${code} 5.1.1 <…@example.cn> unknown`));
  });

  test('a log-in that the server wants (530) is for later: no mail is at fault', async () => {
    const server = await start({ login });
    expect(await sender(server.port).send(single(), [])).toEqual(later('530'));
  });

  test('some recipients refused: delivered, and logged without addresses', async () => {
    const server = await start();
    server.refuse('recipient', 550, 'no such user', (address) => address.startsWith('gone'));
    const lines: unknown[] = [];
    const none = (): void => undefined;
    const log = {
      debug: none,
      info: none,
      error: none,
      warn: (fields: object, text: string) => lines.push([fields, text]),
    };
    const sent = await sender(server.port, { log }).send(single(), ['gone@example.cn', 'here@example.cn']);
    expect(sent).toEqual({ kind: 'delivered' });
    expect(server.mails[0]!.to).toEqual(['here@example.cn']);
    expect(lines).toEqual([
      [{ host: '127.0.0.1', accepted: 1, refused: 1, message: single().id }, 'mail: some recipients were refused'],
    ]);
  });

  test('all refused, one of them only for now: later', async () => {
    const server = await start();
    server.refuse('recipient', 550, 'no such user', (address) => address.startsWith('gone'));
    server.refuse('recipient', 452, 'mailbox full', (address) => address.startsWith('full'));
    const all = ['gone@example.cn', 'full@example.cn', 'gone2@example.cn'];
    expect(await sender(server.port).send(single(), all)).toEqual(later('452'));
    expect(await sender(server.port).send(single(), ['gone@example.cn', 'gone2@example.cn'])).toEqual(refused('550'));
  });
});
