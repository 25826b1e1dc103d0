import { describe, expect, test } from '@jest/globals';
import { dingtalkSender, dingtalkSignature } from '../../../src/reporters/sinks/dingtalk.js';
import { feishuSignature } from '../../../src/reporters/sinks/feishu.js';
import { startRobotServer } from '../../support/robot-server.js';
import { names, robot, secret, senders, show, timeoutMs } from './robots.js';
import { digest, single } from './samples.js';

describe('formats', () => {
  test('WeCom: Markdown; colour only for the severity', async () => {
    const { taken } = await show('wecom', single());
    expect(taken).toEqual({
      msgtype: 'markdown',
      markdown: {
        content: [
          '**<font color="warning">市住建局 · GD20210612001 已逾期 2 天 3 小时</font>**',
          '> 性质:求助',
          '> 到期:2021-06-21 24:00',
          '',
          '**请立即办理。**',
          '[打开工单](https://pulse.example.cn/tickets/GD20210612001)',
        ].join('\n'),
      },
    });
    expect((await show('wecom', single({ severity: 'info' }))).text).not.toContain('<font');
  });

  test('DingTalk: Markdown with a title, nobody is called by name', async () => {
    const { taken } = await show('dingtalk', single());
    expect(taken).toEqual({
      msgtype: 'markdown',
      markdown: {
        title: '市住建局 · GD20210612001 已逾期 2 天 3 小时',
        text: [
          '#### 市住建局 · GD20210612001 已逾期 2 天 3 小时',
          '> 性质:求助',
          '> 到期:2021-06-21 24:00',
          '**请立即办理。**',
          '[打开工单](https://pulse.example.cn/tickets/GD20210612001)',
        ].join('\n\n'),
      },
    });
  });

  test.each([
    ['info', 'blue'],
    ['warning', 'orange'],
    ['critical', 'red'],
  ] as const)('Feishu: card, %s is %s', async (severity, colour) => {
    const { taken } = await show('feishu', single({ severity }));
    expect(taken.card).toEqual({
      config: { wide_screen_mode: true },
      header: {
        template: colour,
        title: { tag: 'plain_text', content: '市住建局 · GD20210612001 已逾期 2 天 3 小时' },
      },
      elements: [
        { tag: 'markdown', content: '性质:求助\n到期:2021-06-21 24:00\n**请立即办理。**' },
        {
          tag: 'action',
          actions: [
            {
              tag: 'button',
              text: { tag: 'plain_text', content: '打开工单' },
              type: 'primary',
              url: 'https://pulse.example.cn/tickets/GD20210612001',
            },
          ],
        },
      ],
    });
  });

  test.each(names)('%s: a digest has a line a row', async (name) => {
    const { text } = await show(name, digest(3));
    expect(text).toContain('**工单 · 性质 · 到期 · 情况**');
    for (const id of ['GD20210612001', 'GD20210612002', 'GD20210612003']) {
      expect(text.split('\n')).toContain(`${id} · 求助 · 2021-06-21 24:00 · 已逾期 2 天`);
    }
    expect(text).not.toContain('另有');
  });

  test.each(names)('%s: a message without link has none', async (name) => {
    const { link: _, ...bare } = single({ markdown: '**请立即办理。**' });
    expect(JSON.stringify((await show(name, bare)).taken)).not.toMatch(/\]\(|http/);
  });

  test.each(names)('%s: an address that is none of the web is not shown', async (name) => {
    const link = 'javascript:alert';
    const { taken } = await show(name, single({ link, markdown: `[打开](${link})` }));
    expect(JSON.stringify(taken)).not.toContain('javascript:');
  });
});

describe('signatures', () => {
  // Made with: printf '%s\n%s' 1623456789012 SEC000 | openssl dgst -sha256 -hmac SEC000 -binary | base64
  test('DingTalk: as openssl makes it', () => {
    expect(dingtalkSignature(1_623_456_789_012, 'SEC000')).toEqual({
      timestamp: '1623456789012',
      sign: '8YtdweYhCmXsleCoY7rFeBx59m4Ul6+eD9tzZgoZWoc=',
    });
  });

  // Made with: printf '' | openssl dgst -sha256 -hmac "$(printf '1623456789\nSEC000')" -binary | base64
  test('Feishu: as openssl makes it', () => {
    expect(feishuSignature(1_623_456_789_012, 'SEC000')).toEqual({
      timestamp: '1623456789',
      sign: 'EQhMhMkMXlpLsVLtHRgippEoQdd99H82YFxB7xG2OqA=',
    });
  });

  test.each(['dingtalk', 'feishu'] as const)(
    '%s: a wrong secret is refused, and neither secret is told',
    async (name) => {
      const { server } = await robot(name);
      const sent = await senders[name]({ url: server.url, secret: 'SECwrongwrongwrong', timeoutMs }).send(single(), []);
      expect(sent).toMatchObject({ kind: 'refused', reason: expect.stringMatching(/31000|19021/) });
      expect(server.taken).toEqual([]);
      expect(JSON.stringify(sent)).not.toMatch(/SEC|693a91f6/);
    },
  );

  test.each(['dingtalk', 'feishu'] as const)('%s: a clock that is two hours off is refused', async (name) => {
    const { server } = await robot(name);
    const now = (): number => Date.now() - 7_200_000;
    const sent = await senders[name]({ url: server.url, secret, timeoutMs, now }).send(single(), []);
    expect(sent.kind).toBe('refused');
  });

  test('a robot that asks for none gets none', async () => {
    const server = await startRobotServer('dingtalk');
    const sent = await dingtalkSender({ url: server.url, timeoutMs }).send(single(), []);
    await server.close();
    expect(sent).toEqual({ kind: 'delivered' });
    expect([...server.requests[0]!.url.searchParams.keys()]).toEqual(['access_token']);
  });
});
