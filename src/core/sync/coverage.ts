import type { AuditWindow } from '../audit/auditWindow.ts';

/**
 * What was read whole and is delivered or in quarantine: windows in ascending order, with at least a millisecond that
 * is not covered between any two.
 */
export type Coverage = readonly AuditWindow[];

/** Adds a window, joining what it touches. */
export function cover(coverage: Coverage, window: AuditWindow): Coverage {
  let { fromMs, toMs } = window;
  if (fromMs > toMs) return coverage;
  const before: AuditWindow[] = [];
  const after: AuditWindow[] = [];
  for (const one of coverage) {
    if (one.toMs < fromMs - 1) before.push(one);
    else if (one.fromMs > toMs + 1) after.push(one);
    else {
      fromMs = Math.min(fromMs, one.fromMs);
      toMs = Math.max(toMs, one.toMs);
    }
  }
  return [...before, { fromMs, toMs }, ...after];
}

/** What of a window is not covered, oldest first. */
export function holesIn(coverage: Coverage, { fromMs, toMs }: AuditWindow): readonly AuditWindow[] {
  const holes: AuditWindow[] = [];
  let nextMs = fromMs;
  for (const one of coverage) {
    if (one.toMs < nextMs || one.fromMs > toMs) continue;
    if (one.fromMs > nextMs) holes.push({ fromMs: nextMs, toMs: one.fromMs - 1 });
    nextMs = one.toMs + 1;
  }
  if (nextMs <= toMs) holes.push({ fromMs: nextMs, toMs });
  return holes;
}
