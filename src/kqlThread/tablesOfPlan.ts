import type { QueryPlan } from '../core/kql/plan.ts';

/** The names of the tables that a query reads. */
export function tablesOfPlan({ tables, scalars, root }: QueryPlan): ReadonlySet<string> {
  const names = new Set<string>();
  const open: unknown[] = [tables, scalars, root];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    if (typeof part !== 'object' || part === null) continue;
    // Plans and expressions are plain data all the way down: rows of literals have no members called so.
    if ('kind' in part && part.kind === 'table' && 'name' in part && typeof part.name === 'string')
      names.add(part.name);
    if ('kind' in part && (part.kind === 'rows' || part.kind === 'literal')) continue;
    for (const member of Object.values(part)) if (typeof member === 'object') open.push(member);
  }
  return names;
}
