import { aggregateFunctions } from '../../../../../src/core/kql/engine/aggregates/aggregateFunctions.ts';
import type { Argument } from '../../../../../src/core/kql/engine/functionTable.ts';
import type { Cell, Row, ScalarType } from '../../../../../src/core/kql/values.ts';

/** A column of the rows, or a constant. */
export type TestArgument = { readonly column: number; readonly type: ScalarType } | { readonly constant: Cell };

export function column(type: ScalarType, index = 0): TestArgument {
  return { column: index, type };
}

export function constant(value: Cell): TestArgument {
  return { constant: value };
}

/** What an aggregate function gives for rows; of type `type`, or of several types where it gives several columns. */
export function runAggregate(
  name: string,
  args: readonly TestArgument[],
  { rows, types = ['dynamic'] }: { readonly rows: readonly Row[]; readonly types?: readonly ScalarType[] },
): readonly Cell[] {
  const run = { now: 0, checkStop: () => {} };
  const create = aggregateFunctions[name]?.({ name, args: args.map(argumentOf), types, run });
  if (create === undefined) throw new Error(`There is no aggregate function ${name}.`);
  // Another group at the same time must not be seen.
  const other = create();
  const accumulator = create();
  for (const row of rows) {
    accumulator.add(row);
    other.add(row);
    other.add(row);
  }
  const out: Cell[] = [];
  accumulator.finish(out);
  return out;
}

/** One column of values as rows. */
export function rowsOf(...values: readonly Cell[]): readonly Row[] {
  return values.map((value) => [value]);
}

function argumentOf(argument: TestArgument): Argument {
  if ('constant' in argument) {
    const { constant: value } = argument;
    return { type: 'long', evaluate: () => value, constant: { value } };
  }
  return { type: argument.type, evaluate: (row) => row[argument.column] ?? null, constant: undefined };
}
