import type { AuditWindow } from '../../core/audit/auditWindow.ts';
import { FAILURE_CODES } from '../../core/failure.ts';
import type { RunFailure } from '../../core/sync/run.ts';

/** The ids and windows inside a node. Commands can be called by anybody with anything. */
export function textOf(node: unknown, name: 'job' | 'quarantined'): string | undefined {
  const value = memberOf(node, name);
  return typeof value === 'string' ? value : undefined;
}

export function windowOf(node: unknown): AuditWindow | undefined {
  const window = memberOf(node, 'window');
  const fromMs = memberOf(window, 'fromMs');
  const toMs = memberOf(window, 'toMs');
  return Number.isSafeInteger(fromMs) && Number.isSafeInteger(toMs)
    ? { fromMs: Number(fromMs), toMs: Number(toMs) }
    : undefined;
}

/** Its code and place: what a repair is chosen by. */
export function failureOf(node: unknown): RunFailure | undefined {
  const failure = memberOf(node, 'failure');
  const code = [...FAILURE_CODES, 'unexpected' as const].find((known) => known === memberOf(failure, 'code'));
  const where = memberOf(memberOf(failure, 'detail'), 'where');
  if (code === undefined || typeof where !== 'string') return undefined;
  const retryAfterMs = memberOf(memberOf(failure, 'detail'), 'retryAfterMs');
  return { code, detail: { where, ...(typeof retryAfterMs === 'number' ? { retryAfterMs } : {}) } };
}

function memberOf(thing: unknown, name: string): unknown {
  if (typeof thing !== 'object' || thing === null || !Object.hasOwn(thing, name)) return undefined;
  return (thing as Readonly<Record<string, unknown>>)[name];
}
