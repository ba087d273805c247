import type { Cell, Dynamic, DynamicBag } from '../../values.ts';
import { bagPath } from '../bagPath.ts';
import { isArray, isBag } from '../cellTypes.ts';
import { type Evaluator, QueryError, type ScalarCall, type ScalarFunctions } from '../functionTable.ts';
import { argumentAt, arrayAt, dynamicAt, flagAt, refuseOther } from './callArguments.ts';

/**
 * Bags made and changed. `pack_all` comes from the planner with its flag first, even where the query leaves it out, and
 * then the name of each column before its value, as for `bag_pack`.
 */
export const bags: ScalarFunctions = {
  bag_pack: bagPack,
  pack: bagPack,
  pack_dictionary: bagPack,
  pack_all: packAll,
  bag_keys: (call) => ofBag(call, (bag) => Object.keys(bag)),
  bag_merge: bagMerge,
  bag_has_key: bagHasKey,
  bag_remove_keys: bagRemoveKeys,
  bag_set_key: bagSetKey,
  bag_zip: bagZip,
  treepath: (call) => ofBag(call, (bag) => [...pathsIn(bag, '', new Set())]),
};

function ofBag(call: ScalarCall, apply: (bag: DynamicBag) => Dynamic): Evaluator {
  const { evaluate } = argumentAt(call, 0);
  return (row) => {
    const bag = evaluate(row);
    return isBag(bag) ? apply(bag) : null;
  };
}

interface Property {
  readonly name: (row: readonly Cell[]) => Cell;
  readonly value: (row: readonly Cell[]) => Dynamic;
}

function propertiesFrom(call: ScalarCall, first: number): readonly Property[] {
  const properties: Property[] = [];
  for (let index = first; index < call.args.length; index += 2) {
    properties.push({ name: argumentAt(call, index).evaluate, value: dynamicAt(call, index + 1) });
  }
  const names = properties.map((_, index) => call.args[first + index * 2]?.constant?.value);
  if (new Set(names).size < names.length && !names.includes(undefined)) {
    throw new QueryError(`${call.name}() with one name twice is not supported.`, call.name);
  }
  return properties;
}

function bagPack(call: ScalarCall): Evaluator {
  const properties = propertiesFrom(call, 0);
  return (row) => Object.fromEntries(properties.map(({ name, value }) => [String(name(row)), value(row)]));
}

function packAll(call: ScalarCall): Evaluator {
  const isWithoutEmpty = flagAt(call, 0, false);
  const properties = propertiesFrom(call, 1);
  return (row) => {
    const entries = properties.map(({ name, value }): [string, Dynamic] => [String(name(row)), value(row)]);
    return Object.fromEntries(isWithoutEmpty ? entries.filter(([, value]) => value !== null && value !== '') : entries);
  };
}

/** The first bag that has a name says what stands under it. */
function bagMerge(call: ScalarCall): Evaluator {
  const bags = call.args.map(({ evaluate }) => evaluate);
  return (row) => {
    const properties = new Map<string, Dynamic>();
    for (const evaluate of bags) {
      const bag = evaluate(row);
      if (!isBag(bag)) return refuseOther(call, 'a bag', 'dynamic({})');
      for (const [name, value] of Object.entries(bag)) if (!properties.has(name)) properties.set(name, value);
    }
    return Object.fromEntries(properties);
  };
}

function bagHasKey(call: ScalarCall): Evaluator {
  const { evaluate } = argumentAt(call, 0);
  const key = argumentAt(call, 1).evaluate;
  return (row) => {
    const bag = evaluate(row);
    if (!isBag(bag)) return null;
    let value: Dynamic | undefined = bag;
    for (const name of pathOf(call, key(row))) {
      value = isBag(value) && Object.hasOwn(value, name) ? value[name] : undefined;
      if (value === undefined) return false;
    }
    return true;
  };
}

function pathOf(call: ScalarCall, key: Cell): readonly string[] {
  const path = typeof key === 'string' ? bagPath(key) : undefined;
  if (path === undefined) throw new QueryError(`${call.name}() does not support the key '${key}'.`, call.name);
  return path;
}

function bagRemoveKeys(call: ScalarCall): Evaluator {
  const { evaluate } = argumentAt(call, 0);
  const keys = arrayAt(call, 1);
  return (row) => {
    const bag = evaluate(row);
    const removed = keys(row);
    if (!isBag(bag) || removed === null) return null;
    return removed.reduce<DynamicBag>(
      (rest, key) => (typeof key === 'string' ? without(rest, pathOf(call, key)) : rest),
      bag,
    );
  };
}

function without(bag: DynamicBag, [name = '', ...rest]: readonly string[]): DynamicBag {
  if (!Object.hasOwn(bag, name)) return bag;
  if (rest.length === 0) return Object.fromEntries(Object.entries(bag).filter(([other]) => other !== name));
  const inner = bag[name];
  return isBag(inner) ? withProperty(bag, name, without(inner, rest)) : bag;
}

/** In its place where the bag has it already. */
function withProperty(bag: DynamicBag, name: string, value: Dynamic): DynamicBag {
  return Object.fromEntries(new Map([...Object.entries(bag), [name, value]]));
}

function bagSetKey(call: ScalarCall): Evaluator {
  const { evaluate } = argumentAt(call, 0);
  const key = argumentAt(call, 1).evaluate;
  const newValueAt = dynamicAt(call, 2);
  return (row) => {
    const bag = evaluate(row);
    return isBag(bag) ? withPath(call, bag, pathOf(call, key(row)), newValueAt(row)) : null;
  };
}

function withPath(
  call: ScalarCall,
  bag: DynamicBag,
  [name = '', ...rest]: readonly string[],
  value: Dynamic,
): DynamicBag {
  if (rest.length === 0) return withProperty(bag, name, value);
  const inner = Object.hasOwn(bag, name) ? bag[name] : {};
  if (!isBag(inner)) throw new QueryError(`${call.name}() into a value that is no bag is not supported.`, call.name);
  return withProperty(bag, name, withPath(call, inner, rest, value));
}

/** Names that are no text are left out, with their values. */
function bagZip(call: ScalarCall): Evaluator {
  const [keys, values] = [arrayAt(call, 0), arrayAt(call, 1)];
  return (row) => {
    const names = keys(row);
    const items = values(row);
    if (names === null) return null;
    const entries = names.map((name, index): [Dynamic, Dynamic] => [name, items?.[index] ?? null]);
    const named = entries.filter((entry): entry is [string, Dynamic] => typeof entry[0] === 'string');
    if (new Set(named.map(([name]) => name)).size < named.length) {
      throw new QueryError('bag_zip() with one name twice is not supported.', call.name);
    }
    return Object.fromEntries(named);
  };
}

/** Every path below a value, each once: all elements of an array count as its first. */
function pathsIn(value: Dynamic, prefix: string, paths: Set<string>): Set<string> {
  const children: readonly (readonly [string, Dynamic])[] = isArray(value)
    ? value.map((element): [string, Dynamic] => [`${prefix}[0]`, element])
    : isBag(value)
      ? Object.entries(value).map(([name, inner]): [string, Dynamic] => [`${prefix}['${name}']`, inner])
      : [];
  for (const [path, child] of children) {
    paths.add(path);
    pathsIn(child, path, paths);
  }
  return paths;
}
