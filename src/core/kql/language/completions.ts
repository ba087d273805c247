import { listOf } from '../kusto/kustoLists.ts';
import type { Place } from '../plan.ts';
import { type Completion, completionOf, valueCompletion } from './completion.ts';
import type { AnalysedBlock, KqlDocument } from './kqlDocument.ts';
import { literalAt, maskedText } from './maskedText.ts';

export interface Completions {
  /** What an accepted proposal replaces. */
  readonly replaced: Place;
  readonly items: readonly Completion[];
}

/** What may stand at a position, as far as it fits to what is typed there already. */
export function completionsAt(document: KqlDocument, position: number): Completions {
  const block = document.at(position);
  const literal = literalAt(block.text, position - block.start);
  if (literal === undefined) return completionsInCode(document, block, position);
  const isComment = literal.text.startsWith('//');
  return isComment ? nothingAt(position) : completionsInString(document, block, { ...literal, position });
}

function completionsInCode(document: KqlDocument, block: AnalysedBlock, position: number): Completions {
  const { CompletionOptions } = document.kusto.Editor;
  const options = CompletionOptions.Default?.WithAutoAppendWhitespace(false) ?? null;
  const at = position - block.start;
  const found = block.shaped().GetCompletionItems(at, options);
  const start = block.start + (found?.EditStart ?? at);
  const typed = document.text.slice(start, position);
  const items = listOf(found?.Items).map((item) => completionOf(document, item));
  const values = items.some(({ kind }) => kind === 'value') ? [] : valuesAt(document, block, at - typed.length);
  const fitting = [...values, ...items].filter(({ kind, label }) => kind !== 'punctuation' && fits(label, typed));
  return { replaced: { start, length: found?.EditLength ?? 0 }, items: fitting };
}

/** In a string, the service proposes nothing. */
function completionsInString(
  document: KqlDocument,
  block: AnalysedBlock,
  { start, text, position }: { readonly start: number; readonly text: string; readonly position: number },
): Completions {
  const quote = /^["']/.exec(text)?.[0];
  if (quote === undefined) return nothingAt(position);
  const typed = text.slice(1, position - block.start - start);
  const items = valuesAt(document, block, start)
    .filter(({ label }) => fits(label, typed))
    // The editor compares with what is typed from the quote on.
    .map((value) => ({ ...value, filterText: quote + value.label }));
  return { replaced: { start: block.start + start, length: text.length }, items };
}

/**
 * Values of the column that is compared with what stands at a position. The service proposes them behind `==` and in the
 * list of `in` only, and not where something is typed already.
 */
function valuesAt(document: KqlDocument, block: AnalysedBlock, at: number): readonly Completion[] {
  const compared = COMPARED.exec(maskedText(block.text).slice(0, at));
  if (compared === null) return [];
  const { NameReference } = document.kusto.Syntax;
  const { ColumnSymbol } = document.kusto.Symbols;
  // A token is in a name, and that is in the reference.
  const name = block.shapedCode().Syntax?.GetTokenAt(compared.index)?.Parent?.Parent;
  const column = name instanceof NameReference ? name.ReferencedSymbol : null;
  return column instanceof ColumnSymbol ? listOf(column.Examples).map(valueCompletion) : [];
}

/** The last letter of a name, the operator behind it, and the elements of its list that are there already. */
const COMPARED =
  /\w(?:\s+!?(?:has|hasprefix|hassuffix|contains|startswith|endswith)(?:_cs)?\s*|\s*(?:[=!]~|[=!]=|<>)\s*|\s+(?:has_any|has_all|!?in~?)\s*\([^()]*)$/;

/** Whether the letters that are typed occur in a text, one after the other, whatever their case. */
function fits(text: string, typed: string): boolean {
  const lower = text.toLowerCase();
  let from = 0;
  for (const letter of typed.toLowerCase()) {
    const found = lower.indexOf(letter, from);
    if (found < 0) return false;
    from = found + 1;
  }
  return true;
}

function nothingAt(position: number): Completions {
  return { replaced: { start: position, length: 0 }, items: [] };
}
