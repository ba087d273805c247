import { listOf } from '../kusto/kustoLists.ts';
import type { Place } from '../plan.ts';
import type { AnalysedBlock, KqlDocument } from './kqlDocument.ts';
import { literalAt, maskedText } from './maskedText.ts';

export interface Hover {
  readonly place: Place;
  /** Kusto code: what the name is, with its type or signature. */
  readonly code: string;
  readonly text: string;
  /** Of a column: some of the values that it has in the loaded data. They come from records, so they are hostile. */
  readonly values: readonly string[];
}

/** What is known of the name or operator at a position. */
export function hoverAt(document: KqlDocument, position: number): Hover | undefined {
  const block = document.at(position);
  const at = position - block.start;
  if (literalAt(block.text, at) !== undefined) return undefined;
  const place = wordAt(block.text, at);
  if (place === undefined) return undefined;
  const word = block.text.slice(place.start, place.start + place.length);
  const [kind = '', shown = ''] = quickInfo(document, block, at);
  const found = kind === 'Column' ? undefined : document.dictionary.describe(word);
  const code = kind === 'Operator' || shown === '' ? (found?.signature ?? '') : shown;
  const column = kind === 'Column' ? document.dictionary.columnNamed(word) : undefined;
  const text = column?.description ?? found?.text ?? '';
  if (code === '' && text === '') return undefined;
  const values = column?.values?.slice(0, SOME_VALUES) ?? [];
  return { place: { ...place, start: block.start + place.start }, code, text, values };
}

const SOME_VALUES = 5;

/** Kind and text; errors are shown as diagnostics already. */
function quickInfo({ kusto }: KqlDocument, block: AnalysedBlock, at: number): readonly [kind?: string, text?: string] {
  const { QuickInfoKind } = kusto.Editor;
  const item = listOf(block.shaped().GetQuickInfo(at)?.Items).find(
    ({ Kind }) => Kind !== QuickInfoKind.Error && Kind !== QuickInfoKind.Warning && Kind !== QuickInfoKind.Suggestion,
  );
  if (item === undefined) return [];
  const kind =
    item.Kind === QuickInfoKind.Column ? 'Column' : item.Kind === QuickInfoKind.Operator ? 'Operator' : 'Other';
  // Behind an empty line follows the description of a column or function that the schema gave it.
  return [kind, item.Text?.split(/\r?\n\r?\n/)[0] ?? ''];
}

/** A name, an operator of words (`project-away`, `matches regex`, `!has`, `in~`), or one of signs. */
function wordAt(text: string, at: number): Place | undefined {
  for (const { 0: word, index } of maskedText(text).matchAll(WORDS)) {
    if (index <= at && at <= index + word.length) return { start: index, length: word.length };
    if (index > at) break;
  }
  return undefined;
}

const WORDS =
  /\b(?:project|mv|make|parse|top|sample|graph|macro)-[a-z]+(?:-[a-z]+)?\b|\bmatches\s+regex\b|!?\bin~|![a-z_]+|\b\w+\b|[=!]~|[=!]=|<=|>=|<>/g;
