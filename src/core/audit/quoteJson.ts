/** What JSON must escape; also halves of characters, which have no UTF-8. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: Control characters are what is looked for.
const TO_ESCAPE = /["\\\u0000-\u001f\ud800-\udfff]/;

/** The same as `JSON.stringify` of a text, in half the time where nothing has to be escaped. */
export function quoteJson(text: string): string {
  return TO_ESCAPE.test(text) ? JSON.stringify(text) : `"${text}"`;
}
