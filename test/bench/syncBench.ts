import * as z from 'zod';
import { withSandboxProcess } from './sandboxProcess.ts';
import { megabytes, table } from './table.ts';

const report = z.object({
  delivered: z.number(),
  seconds: z.number(),
  cpuSeconds: z.number(),
  batches: z.number(),
  rowBytes: z.number(),
  idleMegabytes: z.number(),
  peakMegabytes: z.number(),
});
const counters = z.object({
  ingested: z.object({ batches: z.number(), rows: z.number(), rawBytes: z.number(), sentBytes: z.number() }),
  site: z.object({ audit: z.object({ requests: z.number(), bytesSent: z.number() }) }),
});

/** One first sync of a sandbox site, end to end over TLS. */
export function benchSync(records: number): Promise<string> {
  return withSandboxProcess(records, async ({ values, folder, control, run }) => {
    const measured = report.parse(await run('syncOnce.ts', values, folder));
    const { ingested, site } = counters.parse(await (await fetch(`${control}/counters`)).json());
    const { delivered, seconds, cpuSeconds, idleMegabytes, peakMegabytes } = measured;
    return table([
      ['records at the site', String(records)],
      ['delivered', String(delivered)],
      ['arrived', `${ingested.rows} rows in ${ingested.batches} batches`],
      [
        'speed',
        `${Math.round(delivered / seconds)} records/s (${seconds.toFixed(2)} s, of these ${cpuSeconds.toFixed(2)} s processor time)`,
      ],
      ['peak memory', `${peakMegabytes.toFixed(0)} MB, ${(peakMegabytes - idleMegabytes).toFixed(0)} MB over idle`],
      ['read', `${megabytes(site.audit.bytesSent)} in ${site.audit.requests} requests`],
      ['sent', `${megabytes(ingested.rawBytes)} of rows, ${megabytes(ingested.sentBytes)} on the wire`],
    ]);
  });
}
