import { gunzipSync, inflateSync } from 'node:zlib';
import { isArray } from '../cellTypes.ts';
import { type Evaluator, QueryError, type ScalarCall, type ScalarFunctions } from '../functionTable.ts';
import { argumentAt, refuseTypes } from './callArguments.ts';
import { domainFromPunycode, domainToPunycode, fromPunycode, toPunycode } from './punycode.ts';
import { ofText } from './textArguments.ts';

/**
 * Texts as other texts and bytes. Compression is left out, because the same text has many compressed forms; and so is
 * base64_decode_toguid(), whose documented example is not the inverse of base64_encode_fromguid().
 */
export const encodings: ScalarFunctions = {
  url_encode: ofText((text) => urlEncode(text, '+')),
  url_encode_component: ofText((text) => urlEncode(text, '%20')),
  url_decode: ofText(urlDecode),
  base64_encode_tostring: ofText((text) => Buffer.from(text).toString('base64')),
  base64_encodestring: ofText((text) => Buffer.from(text).toString('base64')),
  base64_decode_tostring: ofText((text) => textOfBytes(bytesOfBase64(text))),
  base64_decodestring: ofText((text) => textOfBytes(bytesOfBase64(text))),
  base64_decode_toarray: ofText((text) => {
    const bytes = bytesOfBase64(text);
    return bytes === undefined ? null : [...bytes];
  }),
  base64_encode_fromarray: base64OfArray,
  base64_encode_fromguid: base64OfGuid,
  gzip_decompress_from_base64_string: ofText((text) => decompressed(text, gunzip)),
  zlib_decompress_from_base64_string: ofText((text) => decompressed(text, inflateSync)),
  punycode_from_string: ofText(toPunycode),
  punycode_to_string: ofText((text) => fromPunycode(text) ?? ''),
  punycode_domain_to_string: ofText(domainToPunycode),
  punycode_domain_from_string: ofText(domainFromPunycode),
};

/** What nobody escapes, and what some escape and others do not: of these Kusto's choice is not documented. */
const UNRESERVED = /[A-Za-z\d._-]/;
const DISPUTED = /[!*()~']/;

function urlEncode(text: string, space: string): string {
  if (DISPUTED.test(text)) {
    throw new QueryError("url_encode() of a text with one of !*()~' is not supported.", 'url_encode');
  }
  const encoded = [...text].map((character) => {
    if (character === ' ') return space;
    if (UNRESERVED.test(character)) return character;
    return [...Buffer.from(character)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  });
  return encoded.join('');
}

function urlDecode(text: string): string {
  if (text.includes('+')) throw new QueryError('url_decode() of a text with + is not supported.', 'url_decode');
  try {
    return decodeURIComponent(text);
  } catch {
    throw new QueryError('url_decode() of a text that is not properly encoded is not supported.', 'url_decode');
  }
}

const BASE64 = /^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/;

function bytesOfBase64(text: string): Buffer | undefined {
  return BASE64.test(text) ? Buffer.from(text, 'base64') : undefined;
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Empty for bytes that are no text. */
function textOfBytes(bytes: Buffer | undefined): string {
  try {
    return bytes === undefined ? '' : UTF8.decode(bytes);
  } catch {
    return '';
  }
}

function base64OfArray(call: ScalarCall): Evaluator {
  const { evaluate } = argumentAt(call, 0);
  return (row) => {
    const cell = evaluate(row);
    if (!isArray(cell)) return '';
    const isBytes = cell.every(
      (byte) => typeof byte === 'number' && Number.isInteger(byte) && byte >= 0 && byte <= 255,
    );
    return isBytes ? Buffer.from(cell.map(Number)).toString('base64') : '';
  };
}

/** The first three groups of a GUID stand in its bytes with the lowest byte first. */
const GUID_BYTES = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];

function base64OfGuid(call: ScalarCall): Evaluator {
  const { type, evaluate } = argumentAt(call, 0);
  if (type !== 'guid') return refuseTypes(call);
  return (row) => {
    const guid = evaluate(row);
    if (typeof guid !== 'string') return '';
    const bytes = Buffer.from(guid.replaceAll('-', ''), 'hex');
    return Buffer.from(GUID_BYTES.map((index) => bytes[index] ?? 0)).toString('base64');
  };
}

/** A small text can stand for gigabytes. */
const MAX_DECOMPRESSED_BYTES = 1_048_576;

type Decompress = (bytes: Buffer, options: { readonly maxOutputLength: number }) => Buffer;

/** Kusto takes no optional fields in the header, which the fourth byte tells of. */
const gunzip: Decompress = (bytes, options) => (bytes[3] === 0 ? gunzipSync(bytes, options) : Buffer.alloc(0));

function decompressed(text: string, decompress: Decompress): string {
  const bytes = bytesOfBase64(text);
  if (bytes === undefined) return '';
  try {
    return textOfBytes(decompress(bytes, { maxOutputLength: MAX_DECOMPRESSED_BYTES }));
  } catch (error) {
    if (error instanceof RangeError) throw new QueryError('The text is too large when it is decompressed.');
    return '';
  }
}
