/** Kusto counts Unicode characters, JavaScript UTF-16 code units. They differ only in texts with surrogates. */
const SURROGATE = /[\ud800-\udfff]/;

export function characterCount(text: string): number {
  return SURROGATE.test(text) ? [...text].length : text.length;
}

/** The characters from `start` to before `end`; both at least zero. */
export function sliceCharacters(text: string, start: number, end: number): string {
  return SURROGATE.test(text) ? [...text].slice(start, end).join('') : text.slice(start, end);
}

/** How many characters stand before a code unit. */
export function charactersBefore(text: string, index: number): number {
  return SURROGATE.test(text) ? characterCount(text.slice(0, index)) : index;
}

/** The code unit at which a character begins, or the text's end. */
export function indexOfCharacter(text: string, characters: number): number {
  return SURROGATE.test(text) ? [...text].slice(0, characters).join('').length : Math.min(characters, text.length);
}
