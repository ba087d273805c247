import { deflateSync, gzipSync } from 'node:zlib';
import { describe } from 'vitest';
import { encodings } from '../../../../../src/core/kql/engine/scalar/encodings.ts';
import { testRefused, testScalarCases } from './scalarCases.ts';

describe('URLs', () => {
  testScalarCases(encodings, [
    ['url_encode', ['string https://www.bing.com/hello world'], 'string https%3a%2f%2fwww.bing.com%2fhello+world'],
    [
      'url_encode_component',
      ['string https://www.bing.com/hello world/'],
      'string https%3a%2f%2fwww.bing.com%2fhello%20world%2f',
    ],
    ['url_encode', ['string ä'], 'string %c3%a4'],
    ['url_encode', ['string '], 'string '],
    ['url_decode', ['string https%3a%2f%2fwww.bing.com%2f'], 'string https://www.bing.com/'],
    ['url_decode', ['string hello%20world'], 'string hello world'],
    ['url_decode', ['string '], 'string '],
  ]);
  testRefused(encodings, [
    ['url_encode', ['string a!']],
    ['url_decode', ['string a+b']],
    ['url_decode', ['string 100%']],
  ]);
});

describe('base64', () => {
  testScalarCases(encodings, [
    ['base64_encode_tostring', ['string Kusto'], 'string S3VzdG8='],
    ['base64_encode_tostring', ['string '], 'string '],
    ['base64_decode_tostring', ['string S3VzdG8='], 'string Kusto'],
    ['base64_decode_tostring', ['string U3RyaW5n0KHR0tGA0L7Rh9C60LA='], 'string '],
    ['base64_decode_tostring', ['string not base64'], 'string '],
    ['base64_decode_toarray', ['string S3VzdG8='], 'dynamic [75,117,115,116,111]'],
    ['base64_decode_toarray', ['string U3RyaW5n0KHR0tGA0L7Rh9C60LA'], 'dynamic null'],
    ['base64_encode_fromarray', ['dynamic [75,117,115,116,111]'], 'string S3VzdG8='],
    ['base64_encode_fromarray', ['dynamic [75,256]'], 'string '],
    ['base64_encode_fromarray', ['dynamic null'], 'string '],
    ['base64_encode_fromguid', ['guid ae3133f2-6e22-49ae-b06a-16e6a9b212eb'], 'string 8jMxriJurkmwahbmqbIS6w=='],
    ['base64_encode_fromguid', ['guid null'], 'string '],
  ]);
  testRefused(encodings, [['base64_encode_fromguid', ['string abcd1231']]]);
});

describe('decompression', () => {
  const bomb = Buffer.alloc(2_000_000);
  testScalarCases(encodings, [
    [
      'gzip_decompress_from_base64_string',
      ['string H4sIAAAAAAAA/wEUAOv/MTIzNDU2Nzg5MHF3ZXJ0eXVpb3A6m7f2FAAAAA=='],
      'string 1234567890qwertyuiop',
    ],
    ['gzip_decompress_from_base64_string', ['string x0x0x0'], 'string '],
    ['gzip_decompress_from_base64_string', ['string '], 'string '],
    ['zlib_decompress_from_base64_string', ['string eJwLSS0uUSguKcrMS1cwNDIGACxqBQ4='], 'string Test string 123'],
    ['zlib_decompress_from_base64_string', ['string x0x0x0'], 'string '],
  ]);
  testRefused(encodings, [
    ['gzip_decompress_from_base64_string', [`string ${gzipSync(bomb).toString('base64')}`]],
    ['zlib_decompress_from_base64_string', [`string ${deflateSync(bomb).toString('base64')}`]],
  ]);
});

describe('Punycode', () => {
  testScalarCases(encodings, [
    ['punycode_from_string', ['string académie-française'], 'string acadmie-franaise-npb1a'],
    ['punycode_from_string', ['string 艺术'], 'string cqv902d'],
    ['punycode_from_string', ['string '], 'string '],
    ['punycode_to_string', ['string acadmie-franaise-npb1a'], 'string académie-française'],
    ['punycode_to_string', ['string cqv902d'], 'string 艺术'],
    ['punycode_to_string', ['string a!b'], 'string '],
    ['punycode_domain_from_string', ['string xn--Ge-mia.Bulg.edu'], 'string Gáe.Bulg.edu'],
    [
      'punycode_domain_from_string',
      ['string xn--Ry-lja8c.xn--Jng-uta63a.xn--Bng-9ka.com'],
      'string Rúyì.Jīngū.Bàng.com',
    ],
    [
      'punycode_domain_to_string',
      ['string Lê Lợi。Thuận Thiên。com'],
      'string xn--L Li-gpa4517b.xn--Thun Thin-s4a7194f.com',
    ],
    [
      'punycode_domain_to_string',
      ['string Riðill｡Skáldskaparmál｡org'],
      'string xn--Riill-jta.xn--Skldskaparml-dbbj.org',
    ],
    ['punycode_domain_to_string', ["string Kaledvoulc'h.Artorījos.edu"], "string Kaledvoulc'h.xn--Artorjos-ejb.edu"],
  ]);
});
