import type { AuditSource, AuditWindow } from '../audit/auditWindow.ts';
import { createIntake, type KnownRecords } from './intake.ts';
import type { Batcher } from './ports.ts';
import { readAhead } from './readAhead.ts';
import { type Fingerprint, timeOf } from './recordId.ts';
import type { Tally } from './run.ts';
import { createTallyCounter } from './tallyCounter.ts';

export interface DryRun {
  /** Origin of the site, for the rows. */
  readonly site: string;
  readonly source: AuditSource;
  readonly batcher: Batcher;
  readonly window: AuditWindow;
  readonly known: (window: AuditWindow) => Promise<KnownRecords>;
  readonly nowMs: () => number;
  readonly stop: AbortSignal;
  readonly onProgress: (found: DryRunResult) => void;
}

/** What a run would do with a window. */
export interface DryRunResult {
  readonly tally: Tally;
  /** Why records would go into quarantine, with how many for each reason. */
  readonly reasons: Readonly<Record<string, number>>;
}

/** Reads a window and counts; sends nothing, and writes nothing. Throws what the source throws. */
export async function dryRun(options: DryRun): Promise<DryRunResult> {
  const { site, source, batcher, window, known, nowMs, stop, onProgress } = options;
  const counter = createTallyCounter();
  const reasons = new Map<string, number>();
  // A stretch that is read a second time must not count twice.
  const taken = new Set<Fingerprint>();
  const intake = createIntake({
    ...{ site, counter, nowMs },
    batcher: async () => batcher,
    async known(span) {
      const delivered = await known(span);
      return { ...delivered, has: (fingerprint) => taken.has(fingerprint) || delivered.has(fingerprint) };
    },
    async send({ body }, records) {
      for (const { fingerprint } of records) taken.add(fingerprint);
      counter.add({ fetched: records.length, delivered: records.length, batches: 1, bytes: body.length });
    },
    async putAside(records) {
      for (const { fingerprint, reason } of records) {
        taken.add(fingerprint);
        reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      }
      counter.add({ fetched: records.length, quarantined: records.length });
    },
  });
  const found = (): DryRunResult => ({ tally: counter.total(), reasons: Object.fromEntries(reasons) });
  for await (const part of readAhead(source.parts(window, stop))) {
    await intake.take(part);
    // What lies behind is not read again, but for what has no date.
    if (part.whole !== undefined) {
      await intake.flush();
      for (const fingerprint of taken) if (timeOf(fingerprint) !== undefined) taken.delete(fingerprint);
    }
    onProgress(found());
  }
  await intake.flush();
  return found();
}
