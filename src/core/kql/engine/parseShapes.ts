import type { ScalarType } from '../values.ts';

type Shapes = Readonly<Partial<Record<ScalarType, string>>>;

const INTEGER = String.raw`\s*[-+]?\d+`;
const REAL = String.raw`\s*[-+]?(?:\d+\.?\d*|\.\d+)`;
const GUID_DIGITS = '[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}';
// Not an optional brace at either end: the flag U would leave the second one out.
const GUID = String.raw`\s*(?:\{${GUID_DIGITS}\}|${GUID_DIGITS})`;

/** The texts that a column of a type takes before a `*`, which would not stop it. */
export const SHAPES: Shapes = {
  int: INTEGER,
  long: INTEGER,
  real: REAL,
  decimal: REAL,
  bool: String.raw`\s*(?:[tT][rR][uU][eE]|[fF][aA][lL][sS][eE]|[-+]?\d+)`,
  guid: GUID,
};

const PLAIN_REAL = String.raw`\s*[-+]?\d+(?:\.\d+)?`;

/** The same wherever a column stands among regular expressions, which are more narrow there. */
export const REGEX_SHAPES: Shapes = {
  int: INTEGER,
  long: INTEGER,
  real: PLAIN_REAL,
  decimal: PLAIN_REAL,
  bool: String.raw`\s*(?:[tT][rR][uU][eE]|[fF][aA][lL][sS][eE])`,
  guid: GUID,
  datetime:
    String.raw`\s*(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}/\d{1,2}/\d{1,4})` +
    String.raw`(?:[Tt ]\s*\d{1,2}:\d{1,2}(?::\d{1,2}(?:\.\d*)?)?)?(?:[Zz]|[-+]\d{1,2}(?::\d{1,2})?)?`,
  timespan: String.raw`\s*-?(?:\d+\.\d{1,2}:\d{1,2}:\d{1,2}|\d{1,2}:\d{1,2}(?::\d{1,2})?)(?:\.\d*)?`,
};
