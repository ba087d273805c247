/**
 * Text of a record, made safe to look at: what is not to be seen, or turns the text around it, is written as JSON
 * escapes. In JSON the result means the same as before.
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
  return text.length > MAX_LENGTH ? `${visibleText(cut(text))}…` : visibleText(text);
}

/** `2026-11-22T09:15:03.123Z` as `2026-11-22 09:15:03.123`; anything else as it is. */
export function utcTime(iso: string): string {
  const parts = /^(\d{4,}-\d\d-\d\d)T(\d\d:\d\d:\d\d(?:\.\d+)?)Z$/.exec(iso);
  return parts === null ? visibleText(iso) : `${parts[1]} ${parts[2]}`;
}

const MAX_LENGTH = 300;
const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * Controls, formats (bidirectional and zero-width marks, soft hyphen, tags …), lone surrogates, everything that a font
 * may draw as nothing (joiners, variation selectors, fillers …), line and paragraph separators, and Braille's blank.
 */
const UNSEEN_CLASS = String.raw`[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2028\u2029\u2800]`;
/** The scripts whose letters look different with a joiner between them. */
const JOINING_LETTER = `[${[
  'Arab',
  'Syrc',
  'Deva',
  'Beng',
  'Guru',
  'Gujr',
  'Orya',
  'Taml',
  'Telu',
  'Knda',
  'Mlym',
  'Sinh',
]
  .map((script) => String.raw`\p{Script_Extensions=${script}}`)
  .join('')}]`;
const PICTURE = String.raw`\p{Extended_Pictographic}`;
/** What is written as nothing, but makes what stands around it look as it should. */
const SEEN_IN_ITS_PLACE = [
  // The colourful form of a picture or a keycap.
  String.raw`\ufe0f(?<=${PICTURE}\ufe0f|[0-9#*]\ufe0f(?=\u20e3))`,
  // Pictures joined into one, as a family.
  String.raw`\u200d(?<=${PICTURE}[\ufe0f\p{Emoji_Modifier}]?\u200d)(?=${PICTURE})`,
  String.raw`[\u200c\u200d](?<=${JOINING_LETTER}.)(?=${JOINING_LETTER})`,
];
const UNSEEN = new RegExp(`(?!${SEEN_IN_ITS_PLACE.join('|')})${UNSEEN_CLASS}`, 'gu');

/** Never between the two halves of a character. */
function cut(text: string): string {
  return text.slice(0, /[\ud800-\udbff]/.test(text.charAt(MAX_LENGTH - 1)) ? MAX_LENGTH - 1 : MAX_LENGTH);
}

function jsonEscape(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  return SHORT[character] ?? units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}
