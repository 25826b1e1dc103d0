import type { FastifyInstance } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { PulseError } from '../../domain/errors.js';
import { parseInstant } from '../../domain/instant.js';
import { collectParts, type TableSources } from './collect-parts.js';
import { toCsv } from './csv.js';
import { languages, tableIds } from './table.js';
import { tablesOf } from './tables-of.js';
import { toXlsx } from './xlsx.js';

const summary = 'A table of a period, as CSV or XLSX';

const types = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;

const params = z.object({
  period: z.string().min(1).max(40).meta({ description: 'month:2021-06, day:2021-06-12, live, …' }),
  table: z.enum(tableIds),
  format: z.enum(['csv', 'xlsx']),
});
const querystring = z.object({
  at: z.string().max(40).optional().meta({ description: 'open tickets as of this instant (RFC 3339)' }),
  lang: z.enum(languages).default('zh'),
  unit: z.string().max(256).optional().meta({ description: 'only this unit, of the table of overdue tickets' }),
});

/**
 * `GET /v1/tables/{period}/{table}.{csv|xlsx}`: any table of a period as a file. Who may read is the server's matter, and
 * how a PulseError is answered.
 */
export function tablesPlugin(sources: TableSources) {
  return async (server: FastifyInstance): Promise<void> => {
    server.setValidatorCompiler(validatorCompiler);
    server.setSerializerCompiler(serializerCompiler);
    server
      .withTypeProvider<ZodTypeProvider>()
      .get(
        '/v1/tables/:period/:table.:format',
        { schema: { params, querystring, operationId: 'table', tags: ['figures'], summary } },
        async (request, reply) => {
          const { period, table: id, format } = request.params;
          const { at, lang, unit } = request.query;
          const parts = await collectParts(sources, { period, table: id, at: instantOf(at), unit });
          const table = tablesOf(parts, sources.catalogue, lang).find((t) => t.id === id);
          if (table === undefined) throw usage(`${period} has no table ${id}`);
          const name = `${period}-${id}.${format}`.replaceAll(/[^\w.-]/g, '-');
          reply.header('content-type', types[format]).header('content-disposition', `attachment; filename="${name}"`);
          return format === 'csv' ? toCsv(table, lang) : toXlsx(table, lang);
        },
      );
  };
}

function instantOf(text: string | undefined): number | null {
  const at = text === undefined ? null : parseInstant(text);
  if (text !== undefined && at === null) throw usage('at: an instant like 2021-07-12T00:00:00+08:00');
  return at;
}

const usage = (message: string): PulseError => new PulseError('PULSE_USAGE', message);
