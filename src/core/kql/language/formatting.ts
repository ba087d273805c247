import type { Place } from '../plan.ts';
import type { TextEdit } from './codeActions.ts';
import type { KqlDocument } from './kqlDocument.ts';
import { IN_COMMENT, IN_STRING, maskedText } from './maskedText.ts';

export interface FormattingStyle {
  readonly indentationSize: number;
  readonly useTabs: boolean;
}

/**
 * What makes a file, or the lines of a part of it, tidy. Only space and line breaks ever change: where the service would
 * change more, nothing is done.
 */
export function formattingEdits(
  document: KqlDocument,
  style: FormattingStyle,
  part: Place = { start: 0, length: document.text.length },
): readonly TextEdit[] {
  const { FormattingOptions, PlacementStyle } = document.kusto.Editor;
  const options =
    FormattingOptions.Default?.WithIndentationSize(style.indentationSize)
      ?.WithInsertMissingTokens(false)
      ?.WithPipeOperatorStyle(PlacementStyle.NewLine) ?? null;
  const end = part.start + part.length;
  // The service writes those of the system that it was made on.
  const lineBreak = document.text.includes('\r\n') ? '\r\n' : '\n';
  return document.blocks.flatMap((block) => {
    if (block.start > end || block.start + block.text.length < part.start) return [];
    const formatted = (block.service().GetFormattedText(options)?.Text ?? '').replaceAll(/\r\n?|\n/g, lineBreak);
    return spaceEdits(block.text, formatted, style)
      .map(({ place, text }) => ({ place: { ...place, start: block.start + place.start }, text }))
      .filter(({ place }) => place.start >= part.start && place.start + place.length <= end);
  });
}

/** The space between the same words, where it differs. */
function spaceEdits(old: string, formatted: string, style: FormattingStyle): readonly TextEdit[] {
  const before = gapsOf(old);
  const after = gapsOf(formatted);
  if (before.words.join('\n') !== after.words.join('\n')) return [];
  const masked = maskedText(old);
  return before.gaps.flatMap(({ start, text }, index) => {
    const isLast = index === before.gaps.length - 1;
    // How a block ends is the file's business.
    const isKept = isLast || isInLiteral(masked, start, text.length);
    const wanted = isKept ? text : wantedSpace(masked, start, after.gaps[index]?.text ?? '', style);
    return sameSpace(wanted, text) ? [] : [{ place: { start, length: text.length }, text: wanted }];
  });
}

/** Words, and what stands before, between and behind them. */
function gapsOf(text: string) {
  const words = [...text.matchAll(/\S/g)].map(({ 0: word }) => word);
  const gaps: { readonly start: number; readonly text: string }[] = [];
  let from = 0;
  for (const { index } of text.matchAll(/\S/g)) {
    gaps.push({ start: from, text: text.slice(from, index) });
    from = index + 1;
  }
  gaps.push({ start: from, text: text.slice(from) });
  return { words, gaps };
}

/** Between two characters of one string or comment. */
function isInLiteral(masked: string, start: number, length: number): boolean {
  const [before, behind] = [masked[start - 1], masked[start + length]];
  const inside = masked.slice(start, start + length);
  return [IN_STRING, IN_COMMENT].some(
    (filler) => inside.includes(filler) || (length === 0 && before === filler && behind === filler),
  );
}

function wantedSpace(
  masked: string,
  start: number,
  formatted: string,
  { indentationSize, useTabs }: FormattingStyle,
): string {
  // The service writes `count()by`.
  const isSquashed = formatted === '' && masked[start - 1] === ')' && /[a-z]/i.test(masked[start] ?? '');
  if (isSquashed) return ' ';
  const [, breaks = '', indentation = ''] = /^([\s\S]*\n)?( *)$/.exec(formatted) ?? [];
  if (!useTabs || breaks === '') return formatted;
  const tabs = Math.floor(indentation.length / indentationSize);
  return breaks + '\t'.repeat(tabs) + ' '.repeat(indentation.length - tabs * indentationSize);
}

function sameSpace(one: string, other: string): boolean {
  return one.replaceAll('\r\n', '\n') === other.replaceAll('\r\n', '\n');
}
