import type { Cell, Row } from '../values.ts';
import { cellKeyOf } from './cellKey.ts';
import type { Argument } from './functionTable.ts';

/** Gives a key's cell of a row, or what stands for it so that equal cells are one key of a Map. */
export type KeyReader = (row: Row) => Cell;

export function keyReaders(keys: readonly Argument[]): readonly KeyReader[] {
  return keys.map(({ type, evaluate }) => {
    const toKey = cellKeyOf(type);
    return toKey === undefined ? evaluate : (row) => toKey(evaluate(row));
  });
}

/** Numbers the different values of a key of several cells, from 0 in the order in which they are first seen. */
export interface KeyIndex {
  /** How many values there are. */
  readonly size: () => number;
  /** The number of a row's key; a new one for a new key. */
  readonly add: (row: Row) => number;
  /** The number of another row's key, read by other readers; -1 when it is none that has been added. */
  readonly find: (row: Row, readers: readonly KeyReader[]) => number;
}

export function createKeyIndex(readers: readonly KeyReader[]): KeyIndex {
  const [only] = readers;
  if (only === undefined) return { size: () => 1, add: () => 0, find: () => 0 };
  return readers.length === 1 ? singleKeyIndex(only) : pairedKeyIndex(readers);
}

function singleKeyIndex(read: KeyReader): KeyIndex {
  const ids = new Map<Cell, number>();
  return {
    size: () => ids.size,
    add: (row) => idIn(ids, read(row)),
    find: (row, [readOther]) => (readOther === undefined ? -1 : (ids.get(readOther(row)) ?? -1)),
  };
}

/**
 * Numbers the cells of each column, and then the pairs of what the columns so far have come to and the next one: no key
 * has to be put together of texts, and none can be mistaken for another.
 */
function pairedKeyIndex(readers: readonly KeyReader[]): KeyIndex {
  const columns = readers.map(
    (read): KeyColumn => ({ read, ids: new Map(), pairs: new Map(), lastKey: undefined, lastId: 0 }),
  );
  const [first, ...others] = columns;
  return {
    size: () => columns.at(-1)?.pairs.size ?? 0,
    add: (row) => {
      let id = first === undefined ? 0 : cellId(first, row);
      for (const column of others) id = idIn(column.pairs, pairKey(id, cellId(column, row)));
      return id;
    },
    find: (row, otherReaders) => {
      let id = first?.ids.get(otherReaders[0]?.(row) ?? null);
      for (const [index, { ids, pairs }] of others.entries()) {
        const cell = ids.get(otherReaders[index + 1]?.(row) ?? null);
        if (id === undefined || cell === undefined) return -1;
        id = pairs.get(pairKey(id, cell));
      }
      return id ?? -1;
    },
  };
}

interface KeyColumn {
  readonly read: KeyReader;
  readonly ids: Map<Cell, number>;
  /** What the columns so far have come to, with this one. */
  readonly pairs: Map<number, number>;
  lastKey: Cell | undefined;
  lastId: number;
}

/** Neighbouring rows often have the same cell, for instance those of one hour. */
function cellId(column: KeyColumn, row: Row): number {
  const key = column.read(row);
  if (key !== column.lastKey) {
    column.lastKey = key;
    column.lastId = idIn(column.ids, key);
  }
  return column.lastId;
}

/**
 * One number for two, up to 2^26 each. Of small ones it is one of at most 31 bits, which a Map finds faster; the others are
 * above all of these.
 */
function pairKey(id: number, cell: number): number {
  return cell < SMALL_CELL && id < SMALL_ID ? id * SMALL_CELL + cell : (id + SMALL_ID) * PAIR + cell;
}

const SMALL_CELL = 2 ** 11;
const SMALL_ID = 2 ** 20;
const PAIR = 2 ** 26;

function idIn<K>(ids: Map<K, number>, key: K): number {
  const known = ids.get(key);
  if (known !== undefined) return known;
  const id = ids.size;
  ids.set(key, id);
  return id;
}
