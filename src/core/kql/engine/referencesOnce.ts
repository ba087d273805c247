import type { QueryPlan } from '../plan.ts';

/**
 * The tables that are named exactly once, and where they are read once only: their rows need not be kept, and are made
 * only as far as they are wanted.
 */
export function referencesOnce({ tables, scalars, root }: QueryPlan): ReadonlySet<number> {
  const uses = new Map<number, number>();
  for (const part of [...tables, ...scalars, root]) count(part, 1, uses);
  return new Set([...uses].filter(([, times]) => times === 1).map(([id]) => id));
}

/** Looks into everything that a plan consists of, but not into rows. */
function count(part: unknown, weight: number, uses: Map<number, number>): void {
  if (Array.isArray(part)) {
    for (const element of part) count(element, weight, uses);
    return;
  }
  if (typeof part !== 'object' || part === null) return;
  if ('kind' in part && part.kind === 'reference' && 'id' in part && typeof part.id === 'number') {
    uses.set(part.id, (uses.get(part.id) ?? 0) + weight);
  }
  if ('kind' in part && (part.kind === 'literal' || part.kind === 'rows')) return;
  for (const [name, value] of Object.entries(part)) {
    // A subquery runs many times.
    count(value, name === 'subquery' ? 2 : weight, uses);
  }
}
