import { gzipSync } from 'node:zlib';
import type * as z from 'zod';
import { parseAuditRecord } from '../../src/core/audit/auditRecord.ts';
import { toRow } from '../../src/core/audit/auditTable.ts';
import { PAGE_LIMIT } from '../../src/core/confluence/auditPage.ts';
import { sandboxHttp, type siteValues } from './sandboxHttp.ts';

/**
 * What nobody can do without, for all records of a site, of bytes that are in memory already: parsing the pages' text,
 * making JSON of the rows, and compressing that, by gzip's own default and as the sink does. Processor time in seconds.
 */
export async function bareMinimum(
  site: z.infer<typeof siteValues>,
  records: number,
): Promise<{ readonly bareSeconds: number; readonly sameLevelSeconds: number }> {
  const http = sandboxHttp(site);
  const toMs = Date.now();
  let bareMs = 0;
  let sameLevelMs = 0;
  let otherMs = 0;
  let rows: string[] = [];
  let rowBytes = 0;
  const compress = (): void => {
    const json = Buffer.from(`[${rows.join(',')}]`);
    const began = performance.now();
    gzipSync(json);
    const between = performance.now();
    gzipSync(json, { level: GZIP_LEVEL });
    sameLevelMs += performance.now() - between;
    bareMs += between - began;
    rows = [];
    rowBytes = 0;
  };
  for (let start = 0; start < records; start += PAGE_LIMIT) {
    const path = `/wiki/rest/api/audit?startDate=0&endDate=${toMs}&start=${start}&limit=${PAGE_LIMIT}`;
    const text = JSON.stringify(await http.getJson(path, new AbortController().signal));
    const began = performance.now();
    const page: { readonly results: readonly unknown[] } = JSON.parse(text);
    otherMs += performance.now() - began;
    for (const raw of page.results) {
      const parsed = parseAuditRecord(raw);
      if (!parsed.ok) continue;
      const row = toRow(parsed.record, { site: site.url, key: '0'.repeat(32), receivedAtMs: toMs });
      const begun = performance.now();
      const json = JSON.stringify(row);
      otherMs += performance.now() - begun;
      rows.push(json);
      rowBytes += json.length;
      if (rowBytes > BATCH_BYTES) compress();
    }
  }
  compress();
  await http.close();
  return { bareSeconds: (bareMs + otherMs) / 1000, sameLevelSeconds: (sameLevelMs + otherMs) / 1000 };
}

/** As in core/sentinel: of azureUpload.ts and azureSink.ts. */
const GZIP_LEVEL = 3;
const BATCH_BYTES = 900_000;
