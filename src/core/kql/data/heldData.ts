import { type DataDescription, nameOfData } from './dataDescription.ts';
import { type LoadOptions, loadData, stateOfFiles } from './loadData.ts';
import type { LoadedData } from './loadedData.ts';

/** Data that is kept loaded: several documents may query different data by turns. */
export interface HeldData {
  /** Undefined when no data of this name is held. Throws a DataError. */
  get(data: DataDescription | NamedData): Promise<LoadedData | undefined>;
}

/** Data that was described before, by nameOfData. */
export interface NamedData {
  readonly kind: 'named';
  readonly name: string;
}

interface Held {
  readonly data: DataDescription;
  readonly loaded: LoadedData;
  /** Of the files it was read from. */
  readonly state: string;
}

/** Holds what was used last, as far as all together have not too many rows; files that have changed are read again. */
export function createHeldData(options: LoadOptions, maxRows = MAX_ROWS): HeldData {
  /** The last used is the last. */
  const held = new Map<string, Held>();
  let turn: Promise<unknown> = Promise.resolve();

  const use = (name: string, one: Held): LoadedData => {
    held.delete(name);
    held.set(name, one);
    let rows = 0;
    for (const [other, { loaded }] of [...held].reverse()) {
      rows += rowsOf(loaded);
      if (other !== name && (rows > maxRows || held.size > MAX_HELD)) held.delete(other);
    }
    return one.loaded;
  };
  const find = async (request: DataDescription | NamedData): Promise<LoadedData | undefined> => {
    const name = request.kind === 'named' ? request.name : nameOfData(request);
    const known = held.get(name);
    const data = request.kind === 'named' ? known?.data : request;
    if (data === undefined) return undefined;
    const state = await stateOfFiles(data, options.files);
    if (known?.state === state) return use(name, known);
    // The old one is given up first, so that there is room for the new one.
    held.delete(name);
    return use(name, { data, state, loaded: await loadData(data, options) });
  };
  return {
    get(request) {
      // One after the other: two that ask for the same data load it once.
      const found = turn.then(() => find(request));
      turn = found.catch(() => undefined);
      return found;
    },
  };
}

const MAX_HELD = 3;
const MAX_ROWS = 200_000;

function rowsOf({ tables }: LoadedData): number {
  return Math.max(...[...tables.values()].map(({ rows }) => rows.length));
}
