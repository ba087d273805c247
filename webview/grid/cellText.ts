/**
 * Text of a record, made safe to look at: control characters, and those that turn or hide the text around them, are
 * written as JSON escapes. In JSON the result means the same as before.
 */
export function visibleText(text: string): string {
  return text.replace(UNSEEN, jsonEscape);
}

/** Like visibleText, but keeps the line breaks. */
export function visibleLines(text: string): string {
  return text.replace(UNSEEN, (character) => (character === '\n' ? character : jsonEscape(character)));
}

/** The text of a grid cell: one line, of a length that the eye and the layout can take. */
export function cellText(text: string, type: string): string {
  if (type === 'datetime') return utcTime(text);
  return text.length > MAX_LENGTH ? `${visibleText(text.slice(0, MAX_LENGTH))}…` : visibleText(text);
}

/** `2026-11-22T09:15:03.123Z` as `2026-11-22 09:15:03.123`; anything else as it is. */
export function utcTime(iso: string): string {
  const parts = /^(\d{4,}-\d\d-\d\d)T(\d\d:\d\d:\d\d(?:\.\d+)?)Z$/.exec(iso);
  return parts === null ? visibleText(iso) : `${parts[1]} ${parts[2]}`;
}

const MAX_LENGTH = 300;
/** Controls, soft hyphen, zero-width and bidirectional marks, line and paragraph separators, byte order mark, tags. */
const UNSEEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what has to be found.
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]|\udb40[\udc00-\udc7f]/g;
const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function jsonEscape(characters: string): string {
  const unit = (index: number): string => `\\u${characters.charCodeAt(index).toString(16).padStart(4, '0')}`;
  return SHORT[characters] ?? (characters.length === 2 ? unit(0) + unit(1) : unit(0));
}
