import { setImmediate as turnOfEventLoop } from 'node:timers/promises';
import type { AuditPart, AuditQuery, AuditSlice, AuditSource, AuditWindow } from '../audit/auditWindow.ts';
import { createSampleHistory, SAMPLE_CHUNK_MS, type SampleRecord } from '../audit/sampleRecords.ts';

export interface SampleSourceOptions {
  readonly seed: number;
  readonly nowMs: () => number;
}

/**
 * The built-in sample organization: an endless history that needs no network. As from a real site, no record is later
 * than now or older than a year.
 */
export function createSampleSource({ seed, nowMs }: SampleSourceOptions): AuditSource {
  const hourAt = createSampleHistory(seed);

  const read = ({ fromMs, toMs, search = '' }: AuditQuery): SampleRecord[] => {
    const records: SampleRecord[] = [];
    const wanted = search.trim().toLowerCase();
    for (let atMs = fromMs; atMs <= toMs; atMs = hourOf(atMs) + SAMPLE_CHUNK_MS) {
      for (const record of hourAt(atMs).records()) {
        if (record.creationDate < fromMs || record.creationDate > toMs) continue;
        if (wanted === '' || JSON.stringify(record).toLowerCase().includes(wanted)) records.push(record);
      }
    }
    return records;
  };

  return {
    pages: { largest: 0 },

    async *parts(window, signal): AsyncGenerator<AuditPart> {
      const kept = keptWithin(window, nowMs());
      // The first and the last slice also cover the ends of the window, where nothing can be.
      let fromMs = window.fromMs;
      for (let atMs = kept.fromMs; fromMs <= window.toMs; ) {
        await turnOfEventLoop();
        signal.throwIfAborted();
        const nextMs = hourOf(atMs) + SLICE_MS;
        const last = nextMs > kept.toMs;
        const records = read({ fromMs: atMs, toMs: last ? kept.toMs : nextMs - 1 });
        const toMs = last ? window.toMs : nextMs - 1;
        yield { records, unreadable: [], whole: { fromMs, toMs } };
        fromMs = toMs + 1;
        atMs = nextMs;
      }
    },

    async *newestFirst({ search, ...window }, signal) {
      const kept = keptWithin(window, nowMs());
      let toMs = window.toMs;
      for (let atMs = kept.toMs; toMs >= window.fromMs; ) {
        const page: SampleRecord[] = [];
        while (page.length < PAGE_FULL && atMs >= kept.fromMs) {
          await turnOfEventLoop();
          signal.throwIfAborted();
          const hour = { fromMs: Math.max(kept.fromMs, hourOf(atMs)), toMs: atMs, search };
          page.push(...read(hour).reverse());
          atMs = hour.fromMs - 1;
        }
        signal.throwIfAborted();
        const fromMs = atMs < kept.fromMs ? window.fromMs : atMs + 1;
        yield slice({ fromMs, toMs }, page);
        toMs = fromMs - 1;
      }
    },

    retention: async () => ({ number: RETENTION_DAYS, units: 'DAYS' }),
  };
}

// A week is about a thousand records, made in a few milliseconds.
const SLICE_MS = 7 * 24 * SAMPLE_CHUNK_MS;
// An hour has far fewer than a hundred records, so that a page never exceeds a thousand.
const PAGE_FULL = 900;
const RETENTION_DAYS = 365;
const RETENTION_MS = RETENTION_DAYS * 24 * SAMPLE_CHUNK_MS;

function keptWithin(window: AuditWindow, nowMs: number): AuditWindow {
  return { fromMs: Math.max(window.fromMs, nowMs - RETENTION_MS), toMs: Math.min(window.toMs, nowMs) };
}

function slice(window: AuditWindow, records: readonly SampleRecord[]): AuditSlice {
  return { window, records, unreadable: [] };
}

function hourOf(timeMs: number): number {
  return Math.floor(timeMs / SAMPLE_CHUNK_MS) * SAMPLE_CHUNK_MS;
}
