import type { Cell } from '../../values.ts';
import { QueryError, type ScalarCall } from '../functionTable.ts';
import { argumentAt } from './callArguments.ts';
import { textAt } from './textArguments.ts';

/** What has matched. */
export interface Groups {
  group(index: number): string | null;
  groupCount(): number;
}

type Write = (match: Groups) => string;

/** The replacement of replace_regex(), where `\1` stands for the first capture group and `\0` for the whole match. */
export function rewriter(call: ScalarCall, index: number): (row: readonly Cell[]) => Write {
  const text = textAt(call, index);
  if (argumentAt(call, index).constant === undefined) return (row) => writeOf(text(row));
  const write = writeOf(text([]));
  return () => write;
}

function writeOf(rewrite: string): Write {
  if (!rewrite.includes('\\')) return () => rewrite;
  const parts = rewrite.match(/\\\d|\\\\|[^\\]+|\\/g) ?? [];
  return (match) => parts.map((part) => written(part, match)).join('');
}

function written(part: string, match: Groups): string {
  if (!part.startsWith('\\')) return part;
  if (part === '\\\\') return '\\';
  const group = Number(part.slice(1));
  if (part === '\\' || group > match.groupCount()) {
    throw new QueryError(`replace_regex() has no capture group for ${part} in its replacement.`, 'replace_regex');
  }
  return match.group(group) ?? '';
}
