import { listOf } from '../kusto/kustoLists.ts';
import type { AnalysedBlock, KqlDocument } from './kqlDocument.ts';

/** A name that stands for nothing, and where it begins in its block. */
export interface WrongName {
  readonly start: number;
  readonly name: string;
}

/** What may have been meant, of all that may stand there, the likeliest first. */
export function likelyNames(
  document: KqlDocument,
  block: AnalysedBlock,
  { start, name }: WrongName,
): readonly string[] {
  const { CompletionKind, CompletionOptions } = document.kusto.Editor;
  const options = CompletionOptions.Default?.WithAutoAppendWhitespace(false) ?? null;
  const possible = listOf(block.shaped().GetCompletionItems(start, options)?.Items)
    .filter(({ Kind }) => Kind !== CompletionKind.Example && Kind !== CompletionKind.Punctuation)
    .map(({ MatchText }) => MatchText ?? '');
  const most = Math.max(1, Math.floor(name.length / 3));
  return [...new Set(possible)]
    .map((candidate) => ({ candidate, distance: distanceOf(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= most && candidate !== name)
    .sort((one, other) => one.distance - other.distance)
    .slice(0, MOST_PROPOSALS)
    .map(({ candidate }) => candidate);
}

const MOST_PROPOSALS = 3;

/** Letters to insert, remove, replace or swap with their neighbour, to come from one text to the other. */
function distanceOf(one: string, other: string): number {
  if (Math.abs(one.length - other.length) > Math.max(one.length, other.length) / 2) return Number.POSITIVE_INFINITY;
  let [before, last]: [number[], number[]] = [[], Array.from({ length: other.length + 1 }, (_, index) => index)];
  for (let row = 1; row <= one.length; row++) {
    const next = [row];
    for (let column = 1; column <= other.length; column++) {
      const differs = one[row - 1] === other[column - 1] ? 0 : 1;
      const isSwapped =
        row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      next[column] = Math.min(
        (last[column] ?? 0) + 1,
        (next[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + differs,
        isSwapped ? (before[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    [before, last] = [last, next];
  }
  return last[other.length] ?? Number.POSITIVE_INFINITY;
}
