import { DataError } from './loadedData.ts';

/**
 * Decodes a file's bytes to text, piece by piece: UTF-8, or UTF-16 as its byte order mark or its zero bytes say. `name` is
 * what a DataError calls the file.
 */
export async function* decodeText(bytes: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<string> {
  let decode: ((piece: Uint8Array | undefined) => string) | undefined;
  let line = 1;
  const checked = (text: string): string => {
    const zero = text.indexOf('\0');
    line += lineBreaks(zero < 0 ? text : text.slice(0, zero));
    if (zero >= 0) throw new DataError(`${name} is no text file: it has a zero byte in line ${line}.`);
    return text;
  };
  for await (const piece of bytes) {
    if (piece.length === 0) continue;
    decode ??= decoderOf(piece);
    yield checked(decoded(decode, piece, { name, line }));
  }
  if (decode !== undefined) yield checked(decoded(decode, undefined, { name, line }));
}

type Decode = (piece: Uint8Array | undefined) => string;

function decoded(
  decode: Decode,
  piece: Uint8Array | undefined,
  { name, line }: { name: string; line: number },
): string {
  try {
    return decode(piece);
  } catch {
    const where = line === 1 ? '' : ` after line ${line}`;
    throw new DataError(`${name} is neither UTF-8 nor UTF-16${where}. Save it as UTF-8.`);
  }
}

function decoderOf(start: Uint8Array): Decode {
  const decoder = new TextDecoder(encodingOf(start), { fatal: true });
  return (piece) => (piece === undefined ? decoder.decode() : decoder.decode(piece, { stream: true }));
}

/** The decoder itself takes the byte order mark away. */
function encodingOf(start: Uint8Array): string {
  const [first, second, third, fourth] = start;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first !== 0 && second === 0 && third !== 0 && fourth === 0) return 'utf-16le';
  return first === 0 && second !== 0 && third === 0 && fourth !== 0 ? 'utf-16be' : 'utf-8';
}

function lineBreaks(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
