import { Decimal } from 'decimal.js';
import { describe, expect, test } from 'vitest';
import { readWorkspaceAnswer } from '../../../../src/core/kql/results/workspaceAnswer.ts';
import { TICKS_PER_DAY, TypedScalar } from '../../../../src/core/kql/values.ts';

/** The answer to a query with one column and one row, `value` being JSON text. */
function answer(type: string, value: string): string {
  return `{"tables":[{"name":"PrimaryResult","columns":[{"name":"x","type":"${type}"}],"rows":[[${value}]]}]}`;
}
const cellOf = (type: string, value: string) => readWorkspaceAnswer(answer(type, value))?.table.rows[0]?.[0];

describe('a cell of a workspace', () => {
  test.each([
    ['bool', 'true', true],
    ['bool', '0', false],
    ['bool', 'null', null],
    ['int', '-7', -7],
    ['int', 'true', null],
    ['long', '9007199254740993', 9007199254740993n],
    ['long', '-9223372036854775808', -9223372036854775808n],
    ['long', '"12"', 12],
    ['real', '1.0', 1],
    ['real', '1.5', 1.5],
    ['real', '1e300', 1e300],
    ['real', '"NaN"', Number.NaN],
    ['real', '"-Infinity"', Number.NEGATIVE_INFINITY],
    ['decimal', '"0.1000000000000000000001"', new Decimal('0.1000000000000000000001')],
    ['string', '"a\\u0000b"', 'a\u0000b'],
    ['string', 'null', ''],
    ['datetime', '"2020-01-01T00:00:00.0000000Z"', 0],
    ['datetime', '"2026-11-22T00:00:00.0000001Z"', 2517 * TICKS_PER_DAY + 1],
    ['datetime', '"0001-01-01T00:00:00Z"', -637_134_336_000_000_000n],
    ['datetime', '"nonsense"', null],
    ['timespan', '"1.02:03:04.0000005"', 937_840_000_005],
    ['guid', '"0A0A0A0A-1111-2222-3333-444444444444"', '0a0a0a0a-1111-2222-3333-444444444444'],
    ['dynamic', '"{\\"a\\":[1,null]}"', { a: [1, null] }],
    ['dynamic', '"{\\"a\\":9007199254740993}"', { a: 9007199254740993n }],
    ['dynamic', '"1.0"', new TypedScalar('real', 1)],
    ['dynamic', '"plain text"', 'plain text'],
    ['dynamic', '{"a":1}', { a: 1 }],
    ['dynamic', 'null', null],
  ])('of type %s: %s', (type, value, expected) => {
    expect(cellOf(type, value)).toEqual(expected);
  });

  test('has the type of its column, whatever its case, or is text', () => {
    const types = ['String', 'DATETIME', 'double', 'uuid', 'time', 'constructor', '__proto__', ''];
    expect(types.map((type) => readWorkspaceAnswer(answer(type, '""'))?.table.columns[0]?.type)).toEqual([
      'string',
      'datetime',
      'real',
      'guid',
      'timespan',
      ...Array(3).fill('string'),
    ]);
  });

  test('that is missing is null', () => {
    const body = '{"tables":[{"columns":[{"name":"a","type":"long"},{"name":"b","type":"string"}],"rows":[[],7]}]}';
    expect(readWorkspaceAnswer(body)?.table.rows).toEqual([
      [null, ''],
      [null, ''],
    ]);
  });
});

describe('an answer of a workspace', () => {
  const withMore = (more: string) => readWorkspaceAnswer(answer('long', '1').replace(/}$/, `,${more}}`));

  test('has the first table only', () => {
    const body = '{"tables":[{"columns":[{"name":"a","type":"int"}],"rows":[]},{"columns":[],"rows":[[1]]}]}';
    expect(readWorkspaceAnswer(body)?.table).toEqual({ columns: [{ name: 'a', type: 'int' }], rows: [] });
  });

  test.each([
    ['"render":{"visualization":"timechart","title":"Logins"}', { kind: 'timechart', properties: { title: 'Logins' } }],
    ['"render":{"visualization":"piechart","title":null}', { kind: 'piechart', properties: {} }],
    ['"render":{"visualization":"table"}', undefined],
    ['"render":{"visualization":7}', undefined],
    ['"render":null', undefined],
  ])('says how it is drawn: %s', (more, expected) => {
    expect(withMore(more)?.render).toEqual(expected);
  });

  test.each([
    ['"error":{"code":"PartialError","message":"There were some errors."}', 'There were some errors.'],
    [`"error":{"message":"${'x'.repeat(9000)}"}`, 'x'.repeat(500)],
    ['"error":{"message":7}', undefined],
    ['"error":null', undefined],
  ])('says why it is not whole', (more, expected) => {
    expect(withMore(more)?.remark).toBe(expected);
  });

  test.each(['', 'null', '7', '[]', '{}', '{"tables":{}}', '{"tables":[]}', '<html>'])('is none: %s', (body) => {
    expect(readWorkspaceAnswer(body)).toBeUndefined();
  });
});
