import type { PlanColumn } from '../../plan.ts';
import type { Cell, Row } from '../../values.ts';
import { emptyCell } from '../cellTypes.ts';
import type { Compilation } from '../compilation.ts';
import { cellConverter } from '../convertCell.ts';
import { QueryError } from '../functionTable.ts';
import { plugins } from '../plugins/plugins.ts';
import { collect, pushAll, type Source } from '../source.ts';
import type { Table } from '../table.ts';
import type { PlanOf } from './planOf.ts';

/** Gives the columns that the plugin is bound to, of those that it turns out to have. */
export function compileEvaluate(plan: PlanOf<'evaluate'>, compilation: Compilation): Source {
  const run = compilePlugin(plan, compilation);
  return (sink) => {
    const { table, done } = run();
    const make = aligned(table.columns, plan.columns);
    pushAll(make === undefined ? table.rows : table.rows.map(make), sink, compilation);
    done();
  };
}

/** What runs a plugin over its whole input. */
export function compilePlugin(
  { name, input, args, options, columns, place }: PlanOf<'evaluate'>,
  compilation: Compilation,
): () => { readonly table: Table; readonly done: () => void } {
  const plugin = Object.hasOwn(plugins, name) ? plugins[name] : undefined;
  if (plugin === undefined || input === undefined) {
    throw new QueryError(`The plugin ${name}() is not supported.`, name, place);
  }
  const source = compilation.compilePlan(input, compilation);
  return () => {
    const { rows, done } = collect(source, compilation);
    const table = plugin({
      name,
      input: { columns: input.columns, rows },
      args,
      options,
      columns,
      place,
      compilation: { ...compilation, window: undefined },
    });
    return { table, done };
  };
}

/** What makes rows with the wanted columns of those that there are; undefined where they are the same. */
function aligned(given: readonly PlanColumn[], wanted: readonly PlanColumn[]): ((row: Row) => Row) | undefined {
  const isSame =
    given.length === wanted.length &&
    given.every(({ name, type }, index) => name === wanted[index]?.name && type === wanted[index]?.type);
  if (isSame) return undefined;
  const readers = wanted.map(({ name, type }): ((row: Row) => Cell) => {
    const index = given.findIndex((column) => column.name === name);
    const column = given[index];
    if (column === undefined) return () => emptyCell(type);
    const convert = cellConverter(column.type, type);
    return (row) => convert(row[index] ?? null);
  });
  return (row) => readers.map((read) => read(row));
}
