import * as z from 'zod';
import { type SandboxProcess, withSandboxProcess } from './sandboxProcess.ts';
import { megabytes, table } from './table.ts';

const report = z.object({
  delivered: z.number(),
  seconds: z.number(),
  cpuSeconds: z.number(),
  requests: z.number(),
  batches: z.number(),
  rowBytes: z.number(),
  idleMegabytes: z.number(),
  peakMegabytes: z.number(),
  quietSeconds: z.number(),
  quietCpuSeconds: z.number(),
  quietRequests: z.number(),
});
const slowReport = report.extend({ pagesSeconds: z.number() });
const comparedReport = report.extend({ bareSeconds: z.number(), sameLevelSeconds: z.number() });
const counters = z.object({
  ingested: z.object({ batches: z.number(), rows: z.number(), rawBytes: z.number(), sentBytes: z.number() }),
});

/** One first sync of a sandbox site, end to end over TLS, in a thread as in VS Code; and some that find nothing new. */
export function benchSync(records: number): Promise<string> {
  return withSandboxProcess(records, async ({ values, folder, control, run }) => {
    const measured = comparedReport.parse(await run('syncOnce.ts', values, folder, 'bare'));
    const { ingested } = counters.parse(await (await fetch(`${control}/counters`)).json());
    const { delivered, seconds, cpuSeconds, bareSeconds, sameLevelSeconds, idleMegabytes, peakMegabytes } = measured;
    const times = (each: number): string => (each / bareSeconds).toFixed(2);
    return table([
      ['records at the site', String(records)],
      ['delivered', `${delivered}, arrived: ${ingested.rows} rows in ${ingested.batches} batches`],
      [
        'speed',
        `${Math.round(delivered / seconds)} records/s (${seconds.toFixed(2)} s, of these ${cpuSeconds.toFixed(2)} s processor time)`,
      ],
      [
        'bare minimum',
        `${bareSeconds.toFixed(2)} s to parse, stringify and gzip the same in one process (${sameLevelSeconds.toFixed(2)} s at the sink's own level); the sync takes ${times(seconds)} times as long, and ${times(cpuSeconds)} times the processor time`,
      ],
      ['peak memory', `${peakMegabytes.toFixed(0)} MB, ${(peakMegabytes - idleMegabytes).toFixed(0)} MB over idle`],
      ['requests', `${measured.requests} to the audit log`],
      ['sent', `${megabytes(ingested.rawBytes)} of rows, ${megabytes(ingested.sentBytes)} on the wire`],
      [
        'a sync that finds nothing new',
        `${ms(measured.quietSeconds)}, ${ms(measured.quietCpuSeconds)} processor time, ${measured.quietRequests} request(s)`,
      ],
    ]);
  });
}

const PAGE_MS = 300;
const UPLOAD_MS = 100;

/** The same where every page and every upload takes its time: how much of the uploads is hidden behind the pages. */
export function benchSlowSite(records: number): Promise<string> {
  return withSandboxProcess(records, async ({ values, folder, control, run }) => {
    await slow(control, { server: 'site', endpoint: 'audit', delayMs: PAGE_MS });
    await slow(control, { server: 'azure', endpoint: 'ingestion', delayMs: UPLOAD_MS });
    const measured = slowReport.parse(await run('syncOnce.ts', values, folder, 'pages'));
    const { seconds, requests, batches, pagesSeconds } = measured;
    return table([
      ['records', `${records}, ${PAGE_MS} ms a page, ${UPLOAD_MS} ms an upload`],
      ['pages alone, one after another', `${pagesSeconds.toFixed(1)} s`],
      [
        'sync',
        `${seconds.toFixed(1)} s: ${(seconds / pagesSeconds).toFixed(2)} times (${requests} pages, ${batches} uploads)`,
      ],
    ]);
  });
}

const quietReport = z.object({ passCpuSeconds: z.number() });
const INTERVAL_SECONDS = 300;

/** Many organizations in the background, when nothing happens. */
export function benchQuiet(organizations: number): Promise<string> {
  return withSandboxProcess(10_000, async ({ values, folder, run }) => {
    const { passCpuSeconds } = quietReport.parse(await run('quietOnce.ts', values, folder, String(organizations)));
    const share = (passCpuSeconds * organizations) / INTERVAL_SECONDS;
    return table([
      ['organizations', `${organizations}, each every five minutes`],
      ['processor time of a pass', ms(passCpuSeconds)],
      ['of one core', `${(share * 100).toFixed(2)} %`],
    ]);
  });
}

async function slow(
  control: SandboxProcess['control'],
  { delayMs, ...where }: { readonly server: string; readonly endpoint: string; readonly delayMs: number },
): Promise<void> {
  const body = JSON.stringify({ ...where, fault: { kind: 'slow', delayMs }, always: true });
  const { ok, status } = await fetch(`${control}/faults`, { method: 'POST', body });
  if (!ok) throw new Error(`the sandbox answers ${status}`);
}

function ms(seconds: number): string {
  return `${(seconds * 1000).toFixed(0)} ms`;
}
