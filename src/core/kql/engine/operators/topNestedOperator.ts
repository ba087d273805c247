import type { TopNestedLevel } from '../../plan.ts';
import type { Cell, Row } from '../../values.ts';
import { comparatorOf } from '../compareCells.ts';
import type { Compilation } from '../compilation.ts';
import { compileExpression, constantValue } from '../compileExpression.ts';
import { type Accumulator, type Argument, QueryError } from '../functionTable.ts';
import { createKeyIndex, type KeyReader, keyReaders } from '../keyIndex.ts';
import { collect, type Source, stepCheck } from '../source.ts';
import type { PlanOf } from './planOf.ts';
import { rowCount } from './rowOperators.ts';
import { compileAggregate } from './summarizeOperator.ts';

/** The largest groups, within each of them the largest of the next level, and so on. */
export function compileTopNested(plan: PlanOf<'topNested'>, compilation: Compilation): Source {
  const source = compilation.compilePlan(plan.input, compilation);
  const levels = plan.levels.map((level, index) => {
    if (level.others !== undefined && index < plan.levels.length - 1) {
      throw new QueryError("'with others' is supported at the last level only.", 'top-nested');
    }
    return compileLevel(level, compilation);
  });
  return (sink) => {
    const check = stepCheck(compilation);
    const { rows, done } = collect(source, compilation);
    const push = (part: readonly Row[], depth: number, front: readonly Cell[]): boolean => {
      const level = levels[depth];
      if (level === undefined) return sink(front);
      const { best, others } = bestOf(part, level, check);
      for (const group of best) {
        if (!push(group.rows, depth + 1, [...front, group.value, group.measure])) return false;
      }
      return others === undefined || sink([...front, ...others]);
    };
    push(rows, 0, []);
    done();
  };
}

interface Level {
  readonly limit: number;
  readonly of: Argument;
  readonly readers: readonly KeyReader[];
  readonly others: { readonly value: Cell } | undefined;
  readonly make: () => Accumulator;
  readonly order: (a: Cell, b: Cell) => number;
}

function compileLevel({ count, of, others, by, descending }: TopNestedLevel, compilation: Compilation): Level {
  const argument = compileExpression(of, compilation);
  const compare = comparatorOf(by.outputs[0]?.type ?? 'long');
  return {
    limit: count === undefined ? Number.POSITIVE_INFINITY : rowCount(count, compilation),
    of: argument,
    readers: keyReaders([argument]),
    others: others === undefined ? undefined : { value: constantValue(others, compilation) },
    make: compileAggregate(by, compilation),
    order: (a, b) => {
      // Without a measure comes last, either way.
      if (a === null || b === null) return Number(a === null) - Number(b === null);
      return descending ? compare(b, a) : compare(a, b);
    },
  };
}

interface Group {
  readonly value: Cell;
  readonly measure: Cell;
  readonly rows: readonly Row[];
}

function bestOf(rows: readonly Row[], level: Level, check: () => void) {
  const index = createKeyIndex(level.readers);
  const parts: { readonly value: Cell; readonly rows: Row[] }[] = [];
  for (const row of rows) {
    check();
    const id = index.add(row);
    const part = parts[id];
    if (part === undefined) parts.push({ value: level.of.evaluate(row), rows: [row] });
    else part.rows.push(row);
  }
  const groups = parts.map((part): Group => ({ ...part, measure: measureOf(part.rows, level) }));
  groups.sort((a, b) => level.order(a.measure, b.measure));
  const best = groups.slice(0, level.limit);
  const rest = groups.slice(level.limit).flatMap((group) => group.rows);
  const others =
    level.others === undefined || rest.length === 0 ? undefined : [level.others.value, measureOf(rest, level)];
  return { best, others };
}

function measureOf(rows: readonly Row[], { make }: Level): Cell {
  const accumulator = make();
  for (const row of rows) accumulator.add(row);
  const out: Cell[] = [];
  accumulator.finish(out);
  return out[0] ?? null;
}
