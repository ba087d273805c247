/**
 * The names that lead into nested bags, of a key as the functions on bags take it: a name, or a JSONPath that begins with
 * `$` and has names only. Undefined for any other path: Kusto allows no index and no root alone.
 */
export function bagPath(key: string): readonly string[] | undefined {
  if (!/^\$(?:[.[]|$)/.test(key)) return [key];
  if (!PATH.test(key)) return undefined;
  return [...key.slice(1).matchAll(STEP)].map(([, dotted, single, double]) => dotted ?? single ?? double ?? '');
}

const STEP = /\.([\p{L}\p{N}_-]+)|\['([^'\\]*)'\]|\["([^"\\]*)"\]/gu;
const PATH = new RegExp(`^\\$(?:${STEP.source})+$`, 'u');
