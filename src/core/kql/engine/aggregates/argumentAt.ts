import type { Cell } from '../../values.ts';
import { type AggregateCall, type Argument, QueryError } from '../functionTable.ts';

/** An argument that the function cannot do without. */
export function argumentAt({ name, args }: Pick<AggregateCall, 'name' | 'args'>, index: number): Argument {
  const argument = args[index];
  if (argument === undefined) throw new QueryError(`${name}() needs ${index + 1} arguments or more.`);
  return argument;
}

/** The value of an argument that has to be the same for every row. */
export function constantAt(call: Pick<AggregateCall, 'name' | 'args'>, index: number): Cell {
  const { constant } = argumentAt(call, index);
  if (constant !== undefined) return constant.value;
  throw new QueryError(`Argument ${index + 1} of ${call.name}() must be a constant.`);
}
