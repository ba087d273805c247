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
  quietSeconds: z.number(),
  bareSeconds: z.number(),
});
const counters = z.object({
  ingested: z.object({ batches: z.number(), rows: z.number(), rawBytes: z.number(), sentBytes: z.number() }),
  site: z.object({ audit: z.object({ requests: z.number(), bytesSent: z.number() }) }),
});

/** One first sync of a sandbox site, end to end over TLS, in a thread as in VS Code; and one that finds nothing new. */
export function benchSync(records: number): Promise<string> {
  return withSandboxProcess(records, async ({ values, folder, control, run }) => {
    const measured = report.parse(await run('syncOnce.ts', values, folder));
    const { ingested, site } = counters.parse(await (await fetch(`${control}/counters`)).json());
    const { delivered, seconds, cpuSeconds, bareSeconds, idleMegabytes, peakMegabytes, quietSeconds } = measured;
    const times = (each: number): string => (each / bareSeconds).toFixed(2);
    return table([
      ['records at the site', String(records)],
      ['delivered', String(delivered)],
      ['arrived', `${ingested.rows} rows in ${ingested.batches} batches`],
      [
        'speed',
        `${Math.round(delivered / seconds)} records/s (${seconds.toFixed(2)} s, of these ${cpuSeconds.toFixed(2)} s processor time)`,
      ],
      [
        'bare minimum',
        `${bareSeconds.toFixed(2)} s to parse, stringify and compress the same; the sync takes ${times(seconds)} times as long, and ${times(cpuSeconds)} times the processor time`,
      ],
      ['peak memory', `${peakMegabytes.toFixed(0)} MB, ${(peakMegabytes - idleMegabytes).toFixed(0)} MB over idle`],
      ['a sync that finds nothing new', `${(quietSeconds * 1000).toFixed(0)} ms`],
      ['read', `${megabytes(site.audit.bytesSent)} in ${site.audit.requests} requests, with those of the comparison`],
      ['sent', `${megabytes(ingested.rawBytes)} of rows, ${megabytes(ingested.sentBytes)} on the wire`],
    ]);
  });
}
