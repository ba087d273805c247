import type { ExpandedItem } from '../../plan.ts';
import type { Cell, Dynamic, Row } from '../../values.ts';
import { castElement } from '../castElement.ts';
import { dynamicOf } from '../cellText.ts';
import { emptyCell, isArray, isBag } from '../cellTypes.ts';
import type { Compilation } from '../compilation.ts';
import { compileExpression } from '../compileExpression.ts';
import type { Evaluator } from '../functionTable.ts';
import { type Sink, type Source, stepCheck } from '../source.ts';
import type { PlanOf } from './planOf.ts';
import { rowCount } from './rowOperators.ts';

export function compileMvExpand(plan: PlanOf<'mvExpand'>, compilation: Compilation): Source {
  const source = compilation.compilePlan(plan.input, compilation);
  const expand = compileExpansion({ ...plan, width: plan.columns.length }, compilation);
  return (sink) => source((row) => expand(row, sink));
}

/** Runs the subquery over the rows that each row expands to. */
export function compileMvApply(plan: PlanOf<'mvApply'>, compilation: Compilation): Source {
  const source = compilation.compilePlan(plan.input, compilation);
  const expand = compileExpansion({ ...plan, bagExpansion: 'bag', width: plan.expanded.length }, compilation);
  const subqueryRows: { rows: readonly Row[] } = { rows: [] };
  const subquery = compilation.compilePlan(plan.subquery, { ...compilation, subqueryRows, window: undefined });
  const { kept } = plan;
  return (sink) =>
    source((row) => {
      const rows: Row[] = [];
      expand(row, (expanded) => {
        rows.push(expanded);
        return true;
      });
      // A row that expands to nothing has no table to run the subquery over, not even one that counts its rows.
      if (rows.length === 0) return true;
      const front = kept.map((index) => row[index] ?? null);
      let isWanted = true;
      subqueryRows.rows = rows;
      subquery((result) => {
        isWanted = sink([...front, ...result]);
        return isWanted;
      });
      return isWanted;
    });
}

interface Expansion {
  readonly items: readonly ExpandedItem[];
  readonly indexColumn: number | undefined;
  readonly bagExpansion: 'bag' | 'array';
  readonly limit: PlanOf<'mvExpand'>['limit'];
  /** How many columns the expanded rows have. */
  readonly width: number;
}

interface Item {
  readonly evaluate: Evaluator;
  readonly cast: (element: Dynamic) => Cell;
  readonly column: number;
  readonly empty: Cell;
}

/** Gives the rows that a row expands to, as many as its longest item has elements; says whether more rows are wanted. */
function compileExpansion(expansion: Expansion, compilation: Compilation): (row: Row, sink: Sink) => boolean {
  const { indexColumn, bagExpansion, width } = expansion;
  const limit = expansion.limit === undefined ? Number.POSITIVE_INFINITY : rowCount(expansion.limit, compilation);
  const items = expansion.items.map(({ value, type, column }): Item => {
    const { evaluate } = compileExpression(value, compilation);
    return { evaluate, cast: castElement(type), column, empty: emptyCell(type) };
  });
  const check = stepCheck(compilation);
  return (row, sink) => {
    const lists = items.map(({ evaluate }) => elementsOf(evaluate(row), bagExpansion));
    let longest = 0;
    for (const list of lists) longest = Math.max(longest, list.length);
    const count = Math.min(limit, longest);
    for (let index = 0; index < count; index += 1) {
      check();
      const expanded = row.slice();
      while (expanded.length < width) expanded.push(null);
      for (let position = 0; position < items.length; position += 1) {
        const item = items[position];
        const list = lists[position];
        if (item === undefined || list === undefined) continue;
        expanded[item.column] = index < list.length ? item.cast(list[index] ?? null) : item.empty;
      }
      if (indexColumn !== undefined) expanded[indexColumn] = index;
      if (!sink(expanded)) return false;
    }
    return true;
  };
}

/** A null is one element, an empty array or bag none. */
function elementsOf(cell: Cell, bagExpansion: 'bag' | 'array'): readonly Dynamic[] {
  if (isArray(cell)) return cell;
  if (!isBag(cell)) return [dynamicOf(cell)];
  const entries = Object.entries(cell);
  return bagExpansion === 'array' ? entries : entries.map((entry) => Object.fromEntries([entry]));
}
