import { describe, expect, test } from 'vitest';
import { argumentsOfWindowsCommand } from '../../../../../src/core/kql/engine/scalar/commandLine.ts';
import { textParsers } from '../../../../../src/core/kql/engine/scalar/textParsers.ts';
import { testRefused, testScalarCases } from './scalarCases.ts';

describe('parse_csv', () => {
  testScalarCases(textParsers, [
    [
      'parse_csv',
      ['string aa,"b,b,b",cc,"Escaping quotes: ""Title""","line1\nline2"'],
      'dynamic ["aa","b,b,b","cc","Escaping quotes: \\"Title\\"","line1\\nline2"]',
    ],
    ['parse_csv', ['string record1,a,b,c\nrecord2,x,y,z'], 'dynamic ["record1","a","b","c"]'],
    ['parse_csv', ['string '], 'dynamic [""]'],
    ['parse_csv', ['string a,,'], 'dynamic ["a","",""]'],
  ]);
});

const NO_URL =
  '{"Scheme":"","Host":"","Port":"","Path":"","Username":"","Password":"","Query Parameters":{},"Fragment":""}';

function url(parts: Readonly<Record<string, unknown>>): string {
  return `dynamic ${JSON.stringify({ ...JSON.parse(NO_URL), ...parts })}`;
}

describe('parse_url', () => {
  testScalarCases(textParsers, [
    [
      'parse_url',
      ['string scheme://username:password@host:1234/this/is/a/path?k1=v1&k2=v2#fragment'],
      url({
        Scheme: 'scheme',
        Host: 'host',
        Port: '1234',
        Path: '/this/is/a/path',
        Username: 'username',
        Password: 'password',
        'Query Parameters': { k1: 'v1', k2: 'v2' },
        Fragment: 'fragment',
      }),
    ],
    ['parse_url', ['string https://user@h.io/p'], url({ Scheme: 'https', Host: 'user@h.io', Path: '/p' })],
    [
      'parse_url',
      ['string https://h.io/p?y=2&x=1&y=3'],
      url({ Scheme: 'https', Host: 'h.io', Path: '/p', 'Query Parameters': { x: '1', y: ['2', '3'] } }),
    ],
    ['parse_url', ['string https://h.io/p?k=&=v&flag'], url({ Scheme: 'https', Host: 'h.io', Path: '/p' })],
    ['parse_url', ['string https://h.io/'], url({ Scheme: 'https', Host: 'h.io' })],
    [
      'parse_url',
      ['string https://h.io/?x=1'],
      url({ Scheme: 'https', Host: 'h.io', Path: '/', 'Query Parameters': { x: '1' } }),
    ],
    ['parse_url', ['string https://h.io/#'], url({ Scheme: 'https', Host: 'h.io', Path: '/' })],
    ['parse_url', ['string HTTPS://H.IO/a%20b'], url({ Scheme: 'HTTPS', Host: 'H.IO', Path: '/a%20b' })],
    ['parse_url', ['string https://[::1]:80/p'], url({ Scheme: 'https', Host: '[::1]', Port: '80', Path: '/p' })],
    ['parse_url', ['string not a url'], url({})],
    ['parse_url', ['string '], url({})],
    ['parse_url', ['string //h.io/p'], url({})],
    ['parse_urlquery', ['string k1=v1&k2=v2&k3=v3'], 'dynamic {"Query Parameters":{"k1":"v1","k2":"v2","k3":"v3"}}'],
    ['parse_urlquery', ['string '], 'dynamic {"Query Parameters":{}}'],
  ]);
  testRefused(textParsers, [['parse_urlquery', ['string ?a=b']]]);
});

function path(root: string, directory: string, parts: readonly string[], scheme = ''): string {
  const [filename = '', extension = '', stream = ''] = parts;
  return `dynamic ${JSON.stringify({
    Scheme: scheme,
    RootPath: root,
    DirectoryPath: directory,
    DirectoryName: 'temp',
    Filename: filename,
    Extension: extension,
    AlternateDataStreamName: stream,
  })}`;
}

describe('parse_path', () => {
  testScalarCases(textParsers, [
    ['parse_path', ['string C:\\temp\\file.txt'], path('C:', 'C:\\temp', ['file.txt', 'txt'])],
    ['parse_path', ['string temp\\file.txt'], path('', 'temp', ['file.txt', 'txt'])],
    [
      'parse_path',
      ['string file://C:/temp/file.txt:some.exe'],
      path('C:', 'C:/temp', ['file.txt', 'txt', 'some.exe'], 'file'),
    ],
    [
      'parse_path',
      ['string \\\\shared\\users\\temp\\file.txt.gz'],
      path('', '\\\\shared\\users\\temp', ['file.txt.gz', 'gz']),
    ],
    ['parse_path', ['string /usr/lib/temp/file.txt'], path('', '/usr/lib/temp', ['file.txt', 'txt'])],
    ['parse_path', ['string /temp/file'], path('', '/temp', ['file'])],
  ]);
  testRefused(textParsers, [
    ['parse_path', ['string \\\\?\\C:\\temp\\file.txt']],
    ['parse_path', ['string C:\\file.txt']],
  ]);
});

describe('parse_version', () => {
  testScalarCases(textParsers, [
    ['parse_version', ['string 0.0.0.5'], 'decimal 5'],
    ['parse_version', ['string 0.0.7.0'], 'decimal 700000000'],
    ['parse_version', ['string 0.2'], 'decimal 20000000000000000'],
    ['parse_version', ['string 1.2.3.4'], 'decimal 1000000020000000300000004'],
    ['parse_version', ['string 1'], 'decimal 1000000000000000000000000'],
    ['parse_version', ['string 1.2.3.4.5'], 'decimal null'],
    ['parse_version', ['string 123456789'], 'decimal null'],
    ['parse_version', ['string '], 'decimal null'],
  ]);
});

describe('extract_json', () => {
  const john = 'string {"name": "John", "age": 30, "a b": [{"c": [1, "x"]}]}';
  testScalarCases(textParsers, [
    ['extract_json', ['string $.name', john], 'string John'],
    ['extractjson', ['string $.age', john], 'long 30'],
    ['extract_json', ["string $['a b'][0].c[1]", john], 'string x'],
    ['extract_json', ['string $["a b"][0]', john], 'string {"c":[1,"x"]}'],
    ['extract_json', ['string $.name', 'dynamic {"name":"John"}'], 'string John'],
    ['extract_json', ['string $.none.c', john], 'string '],
    ['extract_json', ['string $.none', john], 'long null'],
    ['extract_json', ['string $.name', 'string no json'], 'string '],
    ['extract_json', ['string $', 'string [1]'], 'string [1]'],
  ]);
  testRefused(textParsers, [
    ['extract_json', ['string $..name', john]],
    ['extract_json', ['string $.*', john]],
    ['extract_json', ['string name', john]],
    ['extract_json', ['string $.a[0:1]', john]],
  ]);
});

describe('parse_command_line', () => {
  testScalarCases(textParsers, [
    ['parse_command_line', ['string echo "hello world!"', 'string windows'], 'dynamic ["echo","hello world!"]'],
    ['parse_command_line', ['string  ', 'string windows'], 'dynamic null'],
  ]);
  testRefused(textParsers, [['parse_command_line', ['string a', 'string unix']]]);

  // The examples of Microsoft's documentation of CommandLineToArgvW, behind the name of a program.
  test.each([
    ['p "a b c" d e', ['p', 'a b c', 'd', 'e']],
    ['p "ab\\"c" "\\\\" d', ['p', 'ab"c', '\\', 'd']],
    ['p a\\\\\\b d"e f"g h', ['p', 'a\\\\\\b', 'de fg', 'h']],
    ['p a\\\\\\"b c d', ['p', 'a\\"b', 'c', 'd']],
    ['p a\\\\\\\\"b c" d e', ['p', 'a\\\\b c', 'd', 'e']],
    ['"C:\\Program Files\\p.exe" ""', ['C:\\Program Files\\p.exe', '']],
  ])('splits %s', (line, expected) => {
    expect(argumentsOfWindowsCommand(line)).toEqual(expected);
  });
});
