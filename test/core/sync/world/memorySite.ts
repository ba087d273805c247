import { setImmediate } from 'node:timers/promises';
import type { AuditRecord } from '../../../../src/core/audit/auditRecord.ts';
import type { AuditPart, AuditSource, AuditWindow, UnreadableRecord } from '../../../../src/core/audit/auditWindow.ts';
import type { Retention } from '../../../../src/core/audit/retention.ts';
import { Failure } from '../../../../src/core/failure.ts';

/** A site whose records can be added to at any time, with any date. It gives them as a real source does. */
export interface MemorySite {
  readonly records: AuditRecord[];
  /** Given with the stretch that they are of; those without a date with every one. */
  readonly unreadable: UnreadableRecord[];
  /** What it answers when it is asked how long it keeps records, to be changed by tests. */
  retention: Retention | Failure;
  /** How often it was asked that. */
  readonly retentionAsked: number;
  /** What its own clock has reached: nothing younger is vouched for. To be changed by tests. */
  reachedMs: number;
  /** The next pages that are asked for fail with these; undefined lets one pass. */
  readonly failures: (Failure | undefined)[];
  /** How many pages were asked for. */
  readonly requests: number;
  source(): AuditSource;
}

export interface SiteShape {
  /** Records of a part, about. */
  readonly pageRecords: number;
  /** Pages of a stretch that is proven whole at once. */
  readonly slicePages: number;
  /** Now and then it gives up a stretch in the middle, and reads it again. */
  readonly rereads?: boolean;
}

export function createMemorySite({ pageRecords, slicePages, rereads = false }: SiteShape): MemorySite {
  const records: AuditRecord[] = [];
  const failures: (Failure | undefined)[] = [];
  const unreadable: UnreadableRecord[] = [];
  let requests = 0;
  let retentionAsked = 0;

  const newestFirst = ({ fromMs, toMs }: AuditWindow): AuditRecord[] =>
    records
      .filter(({ creationDate }) => creationDate == null || (creationDate >= fromMs && creationDate <= toMs))
      .sort((a, b) => (b.creationDate ?? -1) - (a.creationDate ?? -1));

  const unreadableOf = ({ fromMs, toMs }: AuditWindow): readonly UnreadableRecord[] =>
    unreadable.filter(({ timeMs }) => timeMs === undefined || (timeMs >= fromMs && timeMs <= toMs));

  const source = (): AuditSource => ({
    pages: { largest: 0 },
    async *parts({ fromMs, toMs }, signal): AsyncGenerator<AuditPart> {
      const window = { fromMs, toMs: Math.min(toMs, site.reachedMs) };
      if (window.fromMs > window.toMs) return;
      for (const slice of slicesOf(window, newestFirst(window), pageRecords * slicePages)) {
        // Read again at its turn: what has arrived meanwhile is there too.
        const pages = pagesOf(newestFirst(slice), pageRecords);
        const [first = []] = pages;
        if (rereads && requests % 3 === 2) yield { records: first, unreadable: [], whole: undefined };
        for (const [index, page] of pages.entries()) {
          requests += 1;
          await setImmediate();
          signal.throwIfAborted();
          const failure = failures.shift();
          if (failure !== undefined) throw failure;
          const isLast = index === pages.length - 1;
          yield { records: page, unreadable: isLast ? unreadableOf(slice) : [], whole: isLast ? slice : undefined };
        }
      }
    },
    newestFirst: () => {
      throw new Error('a sync reads parts');
    },
    async retention() {
      retentionAsked += 1;
      if (site.retention instanceof Failure) throw site.retention;
      return site.retention;
    },
  });
  const site: MemorySite = {
    records,
    unreadable,
    failures,
    retention: { number: 1, units: 'YEARS' },
    reachedMs: Number.POSITIVE_INFINITY,
    get retentionAsked() {
      return retentionAsked;
    },
    get requests() {
      return requests;
    },
    source,
  };
  return site;
}

/** Stretches of about so many records, oldest first, which together are the window. */
function slicesOf({ fromMs, toMs }: AuditWindow, newest: readonly AuditRecord[], size: number): readonly AuditWindow[] {
  const times = newest.flatMap(({ creationDate }) => creationDate ?? []).reverse();
  const slices: AuditWindow[] = [];
  let nextMs = fromMs;
  for (let at = size; at < times.length; at += size) {
    const endMs = times[at];
    if (endMs === undefined || endMs < nextMs || endMs >= toMs) continue;
    slices.push({ fromMs: nextMs, toMs: endMs });
    nextMs = endMs + 1;
  }
  return [...slices, { fromMs: nextMs, toMs }];
}

/** At least one; an instant is never divided. */
function pagesOf(records: readonly AuditRecord[], size: number): readonly (readonly AuditRecord[])[] {
  const pages: AuditRecord[][] = [[]];
  for (const record of records) {
    const page = pages.at(-1) ?? [];
    if (page.length >= size && page.at(-1)?.creationDate !== record.creationDate) pages.push([record]);
    else page.push(record);
  }
  return pages;
}
