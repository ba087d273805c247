import type { Call, Expression, PlanColumn } from '../../plan.ts';
import type { Cell, Row, ScalarType } from '../../values.ts';
import { textWriter } from '../cellText.ts';
import { compareText } from '../compareCells.ts';
import { compileExpression } from '../compileExpression.ts';
import { type Accumulator, QueryError } from '../functionTable.ts';
import { createKeyIndex, keyReaders } from '../keyIndex.ts';
import { ACCUMULATOR_CELLS, compileAggregate } from '../operators/summarizeOperator.ts';
import { ROW_OVERHEAD } from '../source.ts';
import type { Table } from '../table.ts';
import type { PluginCall } from './plugin.ts';

/** `pivot(column, aggregate = count(), columns…)`: a column for each value of one column, in the order of their names. */
export function pivot(call: PluginCall): Table {
  const { input, compilation } = call;
  const [pivoted, ...rest] = call.args;
  if (pivoted?.kind !== 'column') throw new QueryError('pivot() needs a column.', 'pivot');
  const [first, ...others] = rest;
  const aggregate = first === undefined ? undefined : aggregateOf(first);
  const keyIndexes = keysOf(call, pivoted.index, aggregate, aggregate === undefined ? rest : others);
  const keys = keyIndexes.map((index) => columnExpression(input.columns, index));
  const type = aggregate === undefined ? 'long' : resultType(aggregate);
  const make = compileAggregate(
    { name: aggregate?.name ?? 'count', args: aggregate?.args ?? [], outputs: [{ name: '', type }], place: call.place },
    compilation,
  );
  const write = textWriter(pivoted.type);
  const index = createKeyIndex(keyReaders(keys.map((key) => compileExpression(key, compilation))));
  const groups: { readonly row: Row; readonly cells: Map<string, Accumulator> }[] = [];
  const names = new Set<string>();
  let held = 0;
  for (const row of input.rows) {
    const id = index.add(row);
    let group = groups[id];
    if (group === undefined) {
      group = { row, cells: new Map() };
      groups[id] = group;
    }
    const name = write(row[pivoted.index] ?? null);
    names.add(name);
    let accumulator = group.cells.get(name);
    if (accumulator === undefined) {
      compilation.memory.hold(ACCUMULATOR_CELLS);
      held += ACCUMULATOR_CELLS;
      accumulator = make();
      group.cells.set(name, accumulator);
    }
    accumulator.add(row);
  }
  const columns = [...names].sort(compareText);
  const cells = groups.length * (keyIndexes.length + columns.length + ROW_OVERHEAD);
  compilation.memory.hold(cells);
  compilation.memory.release(cells + held);
  return {
    columns: [...keyIndexes.map((at) => columnAt(input.columns, at)), ...columns.map((name) => ({ name, type }))],
    rows: groups.map(({ row, cells }) => [
      ...keyIndexes.map((at): Cell => row[at] ?? null),
      ...columns.map((name) => finished(cells.get(name) ?? make())),
    ]),
  };
}

function finished(accumulator: Accumulator): Cell {
  const out: Cell[] = [];
  accumulator.finish(out);
  return out[0] ?? null;
}

function aggregateOf(expression: Expression): Call | undefined {
  return expression.kind === 'call' ? expression : undefined;
}

/** The columns that are named, or all that are neither pivoted nor aggregated. */
function keysOf(
  { input }: PluginCall,
  pivoted: number,
  aggregate: Call | undefined,
  named: readonly Expression[],
): readonly number[] {
  if (named.length > 0) {
    return named.map((expression) => {
      if (expression.kind !== 'column') throw new QueryError('pivot() needs columns after the aggregate.', 'pivot');
      return expression.index;
    });
  }
  const used = new Set([pivoted, ...(aggregate?.args ?? []).flatMap(columnsIn)]);
  return input.columns.map((_, index) => index).filter((index) => !used.has(index));
}

function columnsIn(expression: Expression): readonly number[] {
  if (expression.kind === 'column') return [expression.index];
  return expression.kind === 'call' ? expression.args.flatMap(columnsIn) : [];
}

function columnExpression(columns: readonly PlanColumn[], index: number): Expression {
  return { kind: 'column', index, type: columnAt(columns, index).type };
}

function columnAt(columns: readonly PlanColumn[], index: number): PlanColumn {
  const column = columns[index];
  if (column === undefined) throw new QueryError('pivot() names a column that is not there.', 'pivot');
  return column;
}

/** The language does not bind an aggregate that is an argument of a plugin. */
function resultType({ name, args }: Call): ScalarType {
  const argument = args[0]?.type ?? 'long';
  switch (name) {
    case 'count':
    case 'dcount':
      return 'long';
    case 'avg':
    case 'stdev':
    case 'variance':
      return argument === 'decimal' || argument === 'timespan' || argument === 'datetime' ? argument : 'real';
    case 'min':
    case 'max':
    case 'take_any':
    case 'sum':
      return argument;
    case 'make_list':
    case 'make_set':
    case 'make_bag':
      return 'dynamic';
    default:
      throw new QueryError(`pivot() is not supported with ${name}().`, 'pivot');
  }
}
