import type { Place, PlanColumn } from '../plan.ts';

/** The columns that a plugin gave when it ran, for the operator `evaluate` whose call ends at `at` in the query's text. */
export interface FoundSchema {
  readonly at: number;
  readonly columns: readonly PlanColumn[];
}

/** A query's text with schemas inserted behind calls of plugins, and what leads from there back to the original. */
export interface InsertedSchemas {
  readonly text: string;
  readonly found: readonly FoundSchema[];
  originalPlace(place: Place): Place;
}

/** Makes the service know what a plugin gives: it takes ` : (name: type, …)` behind the call for it. */
export function insertSchemas(text: string, found: readonly FoundSchema[]): InsertedSchemas {
  const insertions = [...found]
    .sort((a, b) => a.at - b.at)
    .map(({ at, columns }) => ({ at, clause: ` : (${columns.map(declarationOf).join(', ')})` }));
  let changed = '';
  let copied = 0;
  for (const { at, clause } of insertions) {
    changed += text.slice(copied, at) + clause;
    copied = at;
  }
  const original = (position: number): number => {
    let shift = 0;
    for (const { at, clause } of insertions) {
      if (position <= at + shift) break;
      if (position <= at + shift + clause.length) return at;
      shift += clause.length;
    }
    return position - shift;
  };
  return {
    text: changed + text.slice(copied),
    found,
    originalPlace: ({ start, length }) => ({
      start: original(start),
      length: original(start + length) - original(start),
    }),
  };
}

function declarationOf({ name, type }: PlanColumn): string {
  return `[${JSON.stringify(name)}]: ${type}`;
}
