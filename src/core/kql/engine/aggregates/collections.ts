import { type AggregateCall, type AggregateFunction, type AggregateFunctions, QueryError } from '../functionTable.ts';
import { argumentAt, constantAt } from './argumentAt.ts';
import { BagOfProperties } from './bagOfProperties.ts';
import { ListOfValues, ListWithNulls } from './lists.ts';
import { onlyIf } from './onlyIf.ts';
import { SchemaOfValues } from './schemaOfValues.ts';
import { SetOfElements, SetOfValues } from './sets.ts';

/** No array or bag that is made of a group is larger, whatever size is asked for. */
const MAX_SIZE = 1_048_576;
/** What the deprecated spellings give unless another size is asked for. */
const DEPRECATED_MAX_SIZE = 128;

export const collections: AggregateFunctions = {
  make_list: list(MAX_SIZE),
  make_list_if: onlyIf(list(MAX_SIZE)),
  makelist: list(DEPRECATED_MAX_SIZE),
  make_list_with_nulls: (call) => {
    const argument = argumentAt(call, 0);
    return () => new ListWithNulls(argument, MAX_SIZE);
  },
  make_set: set(MAX_SIZE),
  make_set_if: onlyIf(set(MAX_SIZE)),
  makeset: set(DEPRECATED_MAX_SIZE),
  make_bag: bag(MAX_SIZE),
  make_bag_if: onlyIf(bag(MAX_SIZE)),
  make_dictionary: bag(DEPRECATED_MAX_SIZE),
  buildschema: (call) => {
    const { evaluate } = argumentAt(call, 0);
    return () => new SchemaOfValues(evaluate);
  },
};

function list(defaultSize: number): AggregateFunction {
  return (call) => {
    const argument = argumentAt(call, 0);
    const maxSize = sizeOf(call, defaultSize);
    return () => new ListOfValues(argument, maxSize);
  };
}

function set(defaultSize: number): AggregateFunction {
  return (call) => {
    const argument = argumentAt(call, 0);
    const maxSize = sizeOf(call, defaultSize);
    if (argument.type === 'dynamic') return () => new SetOfElements(argument, maxSize);
    return () => new SetOfValues(argument, maxSize);
  };
}

function bag(defaultSize: number): AggregateFunction {
  return (call) => {
    const { evaluate } = argumentAt(call, 0);
    const maxSize = sizeOf(call, defaultSize);
    return () => new BagOfProperties(evaluate, maxSize);
  };
}

function sizeOf(call: AggregateCall, defaultSize: number): number {
  if (call.args.length < 2) return defaultSize;
  const size = Number(constantAt(call, 1));
  if (!(size > 0)) throw new QueryError(`The size that ${call.name}() is given must be a number above zero.`);
  return Math.min(size, MAX_SIZE);
}
