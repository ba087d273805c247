import type { Plan } from '../plan.ts';
import type { Cell, Row } from '../values.ts';
import type { RunContext } from './functionTable.ts';
import type { Memory } from './memory.ts';
import type { Source } from './source.ts';
import type { Table } from './table.ts';
import type { WindowFrame } from './windowFrame.ts';

/** What operators and expressions are compiled with. */
export interface Compilation {
  readonly run: RunContext;
  readonly memory: Memory;
  readonly tableOf: (name: string) => Table | undefined;
  /** Counts the rows that are read from tables. */
  readonly countRead: (rows: number) => void;
  readonly readExternal: ((uri: string) => string) | undefined;
  /** What `let` and `as` name, by its number. */
  readonly reference: (id: number) => Source;
  readonly scalar: (id: number) => Cell;
  readonly compilePlan: (plan: Plan, compilation: Compilation) => Source;
  /** The rows that a subquery is run over: set anew before each run of it. */
  readonly subqueryRows: { rows: readonly Row[] } | undefined;
  /** Where window functions may stand. */
  readonly window: WindowFrame | undefined;
}
