import type { PlanColumn } from '../../plan.ts';
import type { Cell, ScalarType } from '../../values.ts';
import { emptyCell, isArray, isBag } from '../cellTypes.ts';
import { compareText } from '../compareCells.ts';
import { constantValue } from '../compileExpression.ts';
import { cellConverter } from '../convertCell.ts';
import { dynamicType } from '../dynamicType.ts';
import { QueryError } from '../functionTable.ts';
import { ROW_OVERHEAD } from '../source.ts';
import type { Table } from '../table.ts';
import type { PluginCall } from './plugin.ts';

/** `bag_unpack(column, prefix, columnsConflict, ignoredProperties)`: a column for each property, in the order of their names. */
export function bagUnpack(call: PluginCall): Table {
  const { input } = call;
  const [column] = call.args;
  if (column?.kind !== 'column') throw new QueryError('bag_unpack() needs a column.', 'bag_unpack');
  const { prefix, conflict, ignored } = settingsOf(call);
  const bags = input.rows.map((row) => row[column.index] ?? null);
  const unpacked = [...typesOf(bags)]
    .filter(([name]) => !ignored.has(name))
    .map(([name, type]) => ({ name: `${prefix}${name}`, type, property: name }))
    .sort((a, b) => compareText(a.name, b.name));
  const names = new Set(unpacked.map(({ name }) => name));
  const sources = input.columns
    .map(({ name, type }, index) => ({ name, type, index }))
    .filter(({ index }) => index !== column.index);
  const shared = sources.filter(({ name }) => names.has(name));
  if (shared.length > 0 && conflict === 'error') {
    throw new QueryError(
      `bag_unpack() would give a second column ${shared[0]?.name}: say what to do by columnsConflict.`,
    );
  }
  const keptNames = new Set(shared.map(({ name }) => name));
  const kept = conflict === 'replace_source' ? sources.filter(({ name }) => !keptNames.has(name)) : sources;
  const added = conflict === 'keep_source' ? unpacked.filter(({ name }) => !keptNames.has(name)) : unpacked;
  const cells = input.rows.length * (kept.length + added.length + ROW_OVERHEAD);
  // Each record may bring names of its own.
  call.compilation.memory.hold(cells);
  call.compilation.memory.release(cells);
  const writers = added.map(({ property, type }) => ({ property, type, convert: cellConverter('dynamic', type) }));
  return {
    columns: [...kept.map(withoutIndex), ...added.map(({ name, type }) => ({ name, type }))],
    rows: input.rows.map((row, index) => {
      const bag = bags[index] ?? null;
      const values = writers.map(({ property, type, convert }) => {
        const value = isBag(bag) && Object.hasOwn(bag, property) ? (bag[property] ?? null) : null;
        return value === null ? emptyCell(type) : convert(value);
      });
      return [...kept.map((source): Cell => row[source.index] ?? null), ...values];
    }),
  };
}

function withoutIndex({ name, type }: PlanColumn): PlanColumn {
  return { name, type };
}

interface Settings {
  readonly prefix: string;
  readonly conflict: string;
  readonly ignored: ReadonlySet<string>;
}

const OPTIONS: readonly string[] = ['OutputColumnPrefix', 'columnsConflict', 'ignoredProperties'];

function settingsOf({ args, options, compilation }: PluginCall): Settings {
  const unknown = Object.keys(options).find((name) => !OPTIONS.includes(name));
  if (unknown !== undefined) throw new QueryError(`bag_unpack() has no parameter ${unknown}.`, 'bag_unpack');
  const at = (index: number): Cell => {
    const argument = args[index];
    return argument === undefined ? null : constantValue(argument, compilation);
  };
  const conflict = options['columnsConflict'] ?? at(2) ?? 'error';
  if (conflict !== 'error' && conflict !== 'replace_source' && conflict !== 'keep_source') {
    throw new QueryError(`bag_unpack() does not know the value ${String(conflict)} of columnsConflict.`, 'bag_unpack');
  }
  const list = options['ignoredProperties'] === undefined ? at(3) : stringsIn(options['ignoredProperties']);
  const prefix = options['OutputColumnPrefix'] ?? at(1) ?? '';
  return {
    prefix: typeof prefix === 'string' ? prefix : '',
    conflict,
    ignored: new Set(isArray(list) ? list.filter((name) => typeof name === 'string') : []),
  };
}

/** The strings of a `dynamic([…])` as it is written. */
function stringsIn(text: string): readonly string[] {
  const list = /^(?:dynamic\()?\s*\[([^\\\]]*)\]\s*\)?$/.exec(text.trim())?.[1];
  if (list === undefined)
    throw new QueryError('bag_unpack() needs a list of names in ignoredProperties.', 'bag_unpack');
  return [...list.matchAll(/"([^"]*)"|'([^']*)'/g)].map(([, double, single]) => double ?? single ?? '');
}

/** The type of each property: that of its values where they agree, and dynamic where they do not. */
function typesOf(bags: readonly Cell[]): ReadonlyMap<string, ScalarType> {
  const types = new Map<string, ScalarType | undefined>();
  for (const bag of bags) {
    if (!isBag(bag)) continue;
    for (const [name, value] of Object.entries(bag)) {
      const known = types.get(name);
      const type = dynamicType(value);
      types.set(name, known === undefined || type === undefined || type === known ? (known ?? type) : 'dynamic');
    }
  }
  return new Map([...types].map(([name, type]) => [name, type ?? 'dynamic']));
}
