import { afterEach, expect, test } from '@jest/globals';
import { type FastifyInstance, fastify } from 'fastify';
import { HotlineMetrics } from '../../../src/reporters/metrics/hotline-metrics.js';
import { familiesOf } from './exposition.js';

let server: FastifyInstance;
afterEach(() => server.close());

test('requests are measured by the pattern of their route: paths of strangers make no new series', async () => {
  const metrics = new HotlineMetrics({ version: '1', inputs: [], partitions: 1, now: () => 0, ofNode: false });
  server = fastify();
  metrics.http.watch(server);
  server.get('/v1/things/:id', async () => 'here');
  server.get('/v1/stream', (_, reply) => reply.type('text/event-stream').send('data: x\n\n'));
  const address = await server.listen({ host: '127.0.0.1', port: 0 });
  for (const path of ['/v1/things/1', '/v1/things/2', '/.env', '/wp-login.php', '/v1/stream'])
    await (await fetch(`${address}${path}`)).text();
  const { samples } = familiesOf(await metrics.text()).get('hotline_pulse_http_request_duration_seconds')!;
  const counts = [...samples].filter(([name]) => name.includes('_count'));
  expect(Object.fromEntries(counts)).toEqual({
    'hotline_pulse_http_request_duration_seconds_count{method="GET",route="/v1/things/:id",status="2xx"}': 2,
    'hotline_pulse_http_request_duration_seconds_count{method="GET",route="none",status="4xx"}': 2,
  });
});

test('clients of the stream, and those that were cut off', async () => {
  const metrics = new HotlineMetrics({ version: '1', inputs: [], partitions: 1, now: () => 0, ofNode: false });
  server = fastify();
  metrics.http.streamClients(500);
  metrics.http.streamCut();
  const families = familiesOf(await metrics.text());
  expect(families.get('hotline_pulse_stream_clients')?.samples.get('hotline_pulse_stream_clients')).toBe(500);
  expect(families.get('hotline_pulse_stream_cuts_total')?.samples.get('hotline_pulse_stream_cuts_total')).toBe(1);
});
