import type { TextEdit } from '../../../../src/core/kql/language/codeActions.ts';

/** A text after its edits, which are in no particular order. */
export function applied(text: string, edits: readonly TextEdit[]): string {
  return [...edits]
    .sort((one, other) => other.place.start - one.place.start)
    .reduce(
      (now, { place, text: put }) => now.slice(0, place.start) + put + now.slice(place.start + place.length),
      text,
    );
}
