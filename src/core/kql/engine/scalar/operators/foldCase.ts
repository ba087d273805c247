/** The same text for strings that differ in case only. */
export function foldCase(text: string): string {
  return text.toLowerCase();
}
