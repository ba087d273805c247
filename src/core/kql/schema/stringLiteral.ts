/** A string as a literal of Kusto, in double quotes. */
export function stringLiteral(text: string): string {
  return `"${text.replace(/["\\\p{Cc}\u2028\u2029]/gu, escaped)}"`;
}

/** The string that stringLiteral made a literal of. */
export function textOfLiteral(literal: string): string {
  const inner = literal.slice(1, -1);
  return inner.replace(/\\(?:u([0-9a-f]{4})|(.))/g, (_, code?: string, short?: string) =>
    code === undefined ? (LONG[short ?? ''] ?? short ?? '') : String.fromCharCode(Number.parseInt(code, 16)),
  );
}

const LONG: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };
const SHORT: Readonly<Record<string, string>> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escaped(character: string): string {
  return SHORT[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
