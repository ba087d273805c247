import { cellText } from '../grid/cellText.ts';

/** The text of a cell as the grid shows it: the host's, on one line, nothing unseen in it; null for Kusto's null. */
export function resultCell(text: string | null): string | null {
  return text === null ? null : cellText(text, 'string');
}

const NUMERIC = new Set(['int', 'long', 'real', 'decimal']);

export function isNumericType(type: string): boolean {
  return NUMERIC.has(type);
}
