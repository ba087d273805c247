import type { Aggregate } from '../../plan.ts';
import type { Cell, Row } from '../../values.ts';
import { aggregateFunctions } from '../aggregates/aggregateFunctions.ts';
import { atPlace } from '../atPlace.ts';
import type { Compilation } from '../compilation.ts';
import { compileExpression } from '../compileExpression.ts';
import { type Accumulator, type AggregateCall, QueryError } from '../functionTable.ts';
import { createKeyIndex, keyReaders } from '../keyIndex.ts';
import { ROW_OVERHEAD, type Source } from '../source.ts';
import type { PlanOf } from './planOf.ts';

/** One row for each different key; without keys one row, also when there is no input. */
export function compileSummarize(plan: PlanOf<'summarize'>, compilation: Compilation): Source {
  const { keys, aggregates } = plan;
  if (aggregates.length === 0) return compileDistinct(plan, compilation);
  const source = compilation.compilePlan(plan.input, compilation);
  const keyArguments = keys.map((key) => compileExpression(key, compilation));
  const readers = keyReaders(keyArguments);
  const makers = aggregates.map((aggregate) => compileAggregate(aggregate, compilation));
  const size = keys.length + makers.length * ACCUMULATOR_CELLS + ROW_OVERHEAD;
  return (sink) => {
    const index = createKeyIndex(readers);
    const groups: Group[] = [];
    const newGroup = (row: Row): Group => {
      compilation.memory.hold(size);
      return { cells: keyArguments.map(({ evaluate }) => evaluate(row)), accumulators: makers.map((make) => make()) };
    };
    if (keys.length === 0) groups.push(newGroup([]));
    source((row) => {
      const id = index.add(row);
      let group = groups[id];
      if (group === undefined) {
        group = newGroup(row);
        groups.push(group);
      }
      const { accumulators } = group;
      for (let position = 0; position < accumulators.length; position += 1) accumulators[position]?.add(row);
      return true;
    });
    for (const { cells, accumulators } of groups) {
      for (const accumulator of accumulators) accumulator.finish(cells);
      if (!sink(cells)) break;
    }
    compilation.memory.release(groups.length * size);
  };
}

interface Group {
  /** Of the key at first, then of the whole output row. */
  readonly cells: Cell[];
  readonly accumulators: readonly Accumulator[];
}

/** About what an accumulator takes, in cells. */
export const ACCUMULATOR_CELLS = 8;

/** Gives each key when it is first seen: nothing has to wait for the end. */
function compileDistinct({ input, keys }: PlanOf<'summarize'>, compilation: Compilation): Source {
  const source = compilation.compilePlan(input, compilation);
  const keyArguments = keys.map((key) => compileExpression(key, compilation));
  const readers = keyReaders(keyArguments);
  const size = keys.length + ROW_OVERHEAD;
  return (sink) => {
    const index = createKeyIndex(readers);
    let known = 0;
    source((row) => {
      if (index.add(row) < known) return true;
      known += 1;
      compilation.memory.hold(size);
      return sink(keyArguments.map(({ evaluate }) => evaluate(row)));
    });
    compilation.memory.release(known * size);
  };
}

/** What makes the accumulator of each group. */
export function compileAggregate(
  { name, args, outputs, place }: Aggregate,
  compilation: Compilation,
): () => Accumulator {
  const build = Object.hasOwn(aggregateFunctions, name) ? aggregateFunctions[name] : undefined;
  if (build === undefined) throw new QueryError(`The aggregate function ${name}() is not supported.`, name, place);
  const call: AggregateCall = {
    name,
    args: args.map((argument) => compileExpression(argument, { ...compilation, window: undefined })),
    types: outputs.map(({ type }) => type),
    run: compilation.run,
  };
  return atPlace(place, () => build(call));
}
