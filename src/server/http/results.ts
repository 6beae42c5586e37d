// Whole results (ours): a page of rows in any order, and all of them as a file that streams.
// Not here: keeping and reading them (results/).
import * as v from 'valibot';
import { exportFormats } from '../engine/resultMessages.ts';
import * as answers from './answers.ts';
import type { Services } from './context.ts';
import type { Endpoints } from './endpoint.ts';

const usualLimit = 200;

const selection = {
  // In the address, which may not have much more than that.
  sort: v.optional(v.pipe(v.string(), v.maxLength(1_000))),
  filter: v.optional(v.pipe(v.string(), v.maxLength(3_000))),
};
const pageQuery = v.object({
  offset: v.optional(v.pipe(v.string(), v.regex(/^\d{1,15}$/, 'must be a whole number from 0 on'))),
  limit: v.optional(v.pipe(v.string(), v.regex(/^([1-9]\d{0,2}|1000)$/, 'must be a whole number from 1 to 1000'))),
  ...selection,
});
const exportQuery = v.object({
  format: v.picklist(exportFormats, `must be one of ${exportFormats.join(', ')}`),
  ...selection,
});

const errors = [
  'RESULT_NOT_FOUND',
  'INTEGRATION_NOT_FOUND',
  'QUERY_FAILED',
  'QUERY_REFUSED',
  'QUERY_TIMEOUT',
  'NO_DATASOURCE',
] as const;

export function resultEndpoints({ add }: Endpoints, { results }: Services): void {
  add(
    {
      id: 'getResult',
      method: 'get',
      path: '/v1/results/{result_id}',
      tag: 'Results',
      summary: 'Read a page of the whole result of a table or chart, sorted and filtered',
      access: 'member',
      query: pageQuery,
      status: 200,
      answer: answers.resultPage,
      errors,
    },
    ({ session, params, query: { offset = 0, limit = usualLimit, ...asked }, context }) => {
      const request = { ...asked, offset: Number(offset), limit: Number(limit) };
      return results.page(session.member, params.result_id, request, context.req.raw.signal);
    },
  );

  add(
    {
      id: 'exportResult',
      method: 'get',
      path: '/v1/results/{result_id}/export',
      tag: 'Results',
      summary: 'Read a whole result as a file, in the order and with the filter of its pages',
      access: 'member',
      query: exportQuery,
      status: 200,
      stream: { type: 'application/octet-stream', description: 'The rows as CSV, JSON or Parquet.' },
      errors,
    },
    async ({ session, params, query, context }) => {
      const { signal, method } = context.req.raw;
      const { body, name, rowCount, size } = await results.export(session.member, params.result_id, query, signal);
      const headers = {
        'Content-Type': 'application/octet-stream',
        'Content-Disposition': `attachment; filename="${plain(name)}"; filename*=UTF-8''${encoded(name)}`,
        'X-Trellis-Row-Count': String(rowCount),
        ...(size === undefined ? {} : { 'Content-Length': String(size) }),
      };
      if (method !== 'HEAD') return new Response(body, { headers });
      await body.cancel();
      return new Response(null, { headers });
    },
  );
}

/** For who knows no other names. */
function plain(name: string): string {
  return name.normalize('NFKD').replaceAll(/[^\x20-\x7e]|["\\%]/g, '') || 'Result';
}

/** As RFC 8187 wants it. */
function encoded(name: string): string {
  return encodeURIComponent(name).replaceAll(/['()*]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`);
}
