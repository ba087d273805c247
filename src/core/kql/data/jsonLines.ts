import type { BrokenValue, PlacedValue } from './jsonValues.ts';
import { parseJson } from './parseJson.ts';

/** Reads one JSON value a line. Lines that are none are told, and the next one is read. */
export async function* readJsonLines(texts: AsyncIterable<string>): AsyncGenerator<PlacedValue | BrokenValue> {
  let line = 0;
  let rest: string[] = [];
  for await (const text of texts) {
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      line += 1;
      rest.push(text.slice(from, end));
      const read = lineValue(rest.length === 1 ? (rest[0] ?? '') : rest.join(''), line);
      if (read !== undefined) yield read;
      rest = [];
      from = end + 1;
    }
    if (from < text.length) rest.push(text.slice(from));
  }
  const last = lineValue(rest.join(''), line + 1);
  if (last !== undefined) yield 'value' in last ? last : { ...last, isAtEnd: true };
}

/** Undefined for an empty line. */
function lineValue(text: string, line: number): PlacedValue | BrokenValue | undefined {
  if (text === '' || text.trim() === '') return undefined;
  try {
    return { value: parseJson(text), line };
  } catch {
    return { brokenLine: line, isAtEnd: false };
  }
}
