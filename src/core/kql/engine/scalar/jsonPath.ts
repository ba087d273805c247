import type { Cell } from '../../values.ts';
import { isArray, isBag } from '../cellTypes.ts';
import { QueryError } from '../functionTable.ts';

/** Names and indexes, from the root down. */
export type JsonPath = readonly (string | number)[];

const STEP = /\.([^.[\]'"*\s]+)|\[(\d+)\]|\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\]/y;

/**
 * Kusto knows the root, children and array indexes of JSONPath only: `$.a['b c'][0]`.
 * @throws QueryError for any other path
 */
export function parseJsonPath(path: string): JsonPath {
  const steps: (string | number)[] = [];
  let end = 1;
  while (path.startsWith('$') && end < path.length) {
    STEP.lastIndex = end;
    const match = STEP.exec(path);
    if (match === null) break;
    const [, child, index, quoted = match[4]] = match;
    steps.push(index === undefined ? (child ?? quoted ?? '').replace(/\\(.)/g, '$1') : Number(index));
    end = STEP.lastIndex;
  }
  if (!path.startsWith('$') || end < path.length) throw new QueryError(`The JSON path ${path} is not supported.`);
  return steps;
}

/** Null where there is none. */
export function elementAt(root: Cell, path: JsonPath): Cell {
  let value = root;
  for (const step of path) {
    if (typeof step === 'number') value = isArray(value) ? (value[step] ?? null) : null;
    else value = isBag(value) && Object.hasOwn(value, step) ? (value[step] ?? null) : null;
  }
  return value;
}
