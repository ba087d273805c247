import type { Expression, Place, PlanColumn } from '../../plan.ts';
import type { Compilation } from '../compilation.ts';
import type { Table } from '../table.ts';

/** A call of the operator `evaluate`, with all rows that it works on. */
export interface PluginCall {
  readonly name: string;
  readonly input: Table;
  readonly args: readonly Expression[];
  /** Arguments that are given by name. */
  readonly options: Readonly<Record<string, string>>;
  /** What the plugin is bound to give, as far as that is known before it runs. */
  readonly columns: readonly PlanColumn[];
  readonly place: Place;
  readonly compilation: Compilation;
}

/** Gives a table, whose columns only the rows may tell. */
export type Plugin = (call: PluginCall) => Table;
