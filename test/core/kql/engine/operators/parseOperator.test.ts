import { describe, expect, test } from 'vitest';
import { QueryError } from '../../../../../src/core/kql/engine/functionTable.ts';
import type { ParseStep, Plan } from '../../../../../src/core/kql/plan.ts';
import { type Cell, datetimeOfUnixMs, type Row, type ScalarType } from '../../../../../src/core/kql/values.ts';
import { column, rows, run } from '../plans.ts';

/** `*`, `:long` and `'text'`, each a step; captures are the columns `c0`, `c1` … */
function steps(pattern: readonly string[]): readonly ParseStep[] {
  let captures = 0;
  return pattern.map((part): ParseStep => {
    if (part === '*') return { kind: 'skip' };
    if (!part.startsWith(':')) return { kind: 'text', text: part };
    captures += 1;
    return { kind: 'capture', column: captures, type: typeOf(part.slice(1)) };
  });
}

function typeOf(name: string): ScalarType {
  return name === 'long' || name === 'real' || name === 'datetime' || name === 'bool' ? name : 'string';
}

function parsed(text: string, pattern: readonly string[], options: Partial<Extract<Plan, { kind: 'parse' }>> = {}) {
  const input = rows('text:string', [text]);
  const made = steps(pattern);
  const captures = made.flatMap((step) =>
    step.kind === 'capture' ? [{ name: `c${step.column}`, type: step.type }] : [],
  );
  const plan: Plan = {
    kind: 'parse',
    input,
    subject: column(input, 'text'),
    mode: 'simple',
    flags: '',
    pattern: made,
    onlyMatching: false,
    columns: [...input.columns, ...captures],
    ...options,
  };
  return run(plan).map((row): Row => row.slice(1));
}

describe('parse', () => {
  test.each<[string, string, readonly string[], readonly Cell[]]>([
    ['between constants', 'a=1, b=x;', ['a=', ':long', ', b=', ':string', ';'], [1, 'x']],
    ['after what is skipped', 'see a=1 here', ['*', 'a=', ':long', '*'], [1]],
    ['to the end', 'a=some text', ['a=', ':string'], ['some text']],
    ['from the beginning', 'some text=1', [':string', '=', ':long'], ['some text', 1]],
    ['a number before what is skipped', 'n=15 slices of 20', ['n=', ':long', '*', 'of ', ':long'], [15, 20]],
    ['a real number', 'x=-1.5e2;', ['x=', ':real', ';'], [-150]],
    ['nothing where a constant is missing', 'a=1', ['*', 'b=', ':long'], [null]],
    ['nothing where the text begins otherwise', 'see a=1', ['a=', ':long'], [null]],
    ['nothing where one column has another type', 'a=1, b=x', ['a=', ':long', ', b=', ':long'], [null, null]],
    ['nothing where a time is none', 't=soon;', ['t=', ':datetime', ';', '*'], [null]],
    ['a number behind spaces', 'n=  5;', ['n=', ':long', ';'], [5]],
    ['nothing where the first place is no number', 'n=x n=5;', ['*', 'n=', ':long', ';'], [null]],
    ['to the end with the last constant', 'a=x;y;', ['a=', ':string', ';'], ['x;y']],
    ['nothing where the text goes on', 'a=1; and more', ['a=', ':string', ';'], ['']],
    ['nothing where a line ends behind the pattern', 'a=1;\n', ['a=', ':string', ';'], ['']],
    ['as much of a number as leaves the next constant', 'n=127', ['n=', ':long', '*', '7', '*'], [12]],
    ['a truth before what is skipped', 'b=TRUE.', ['b=', ':bool', '*'], [true]],
    ['no exponent before what is skipped', 'x=1e3', ['x=', ':real', '*'], [1]],
    ['over lines', 'a=1\nb=2\n', ['a=', ':long', '*', 'b=', ':long', '*'], [1, 2]],
  ])('captures %s', (_, text, pattern, expected) => {
    expect(parsed(text, pattern)).toEqual([expected]);
  });

  test('leaves out what does not match, as parse-where', () => {
    expect(parsed('b=1', ['a=', ':long'], { onlyMatching: true })).toEqual([]);
  });

  test('soon finds that a long text does not match', () => {
    const pattern = [':string', ',', ':string', ',', ':string', ',end'];
    expect(parsed(','.repeat(100_000), pattern, { onlyMatching: true })).toEqual([]);
  });

  test('keeps the other columns when relaxed', () => {
    const pattern = ['a=', ':long', ', b=', ':long', '*'];
    expect(parsed('a=x, b=2.', pattern, { mode: 'relaxed' })).toEqual([[null, 2]]);
  });

  test('takes constants as regular expressions', () => {
    const pattern = ['.*?[a-z]+=', ':string', '; *n=', ':long', '.*'];
    expect(parsed('see key=some;   n=5!', pattern, { mode: 'regex' })).toEqual([['some', 5]]);
  });

  test('is greedy with regular expressions, unless the flag U turns that around', () => {
    const pattern = ['*', 'name=', ':string', ',', '*'];
    expect(parsed('x name=a, b, c', pattern, { mode: 'regex' })).toEqual([['a, b']]);
    expect(parsed('x name=a, b, c', pattern, { mode: 'regex', flags: 'U' })).toEqual([['a']]);
    expect(parsed('x NAME=a, b, c', pattern, { mode: 'regex', flags: 'Ui' })).toEqual([['a']]);
  });

  test('keeps apart the groups of the author', () => {
    expect(parsed('aab=5', ['(a)+(b)=', ':long'], { mode: 'regex' })).toEqual([[5]]);
  });

  test.each<[string, string, readonly string[], string, readonly Cell[]]>([
    ['may end before the text', 'a=x;y; more', ['a=', ':string', ';'], '', ['x;y']],
    ['takes of a number what is one', 'n=27x', ['n=', ':long'], '', [27]],
    ['knows no number as a truth', 'b=12;', ['b=', ':bool', ';'], '', [null]],
    ['needs a digit before the point', 'x=.5;', ['x=', ':real', ';'], '', [null]],
    ['finds the beginning of a line', 'see\na=1', ['^a=', ':string'], 'm', ['1']],
    [
      'finds a time',
      'at 02/17/2016 08:40:01.',
      ['at ', ':datetime', '[.]'],
      '',
      [datetimeOfUnixMs(Date.UTC(2016, 1, 17, 8, 40, 1))],
    ],
  ])('with regular expressions %s', (_, text, pattern, flags, expected) => {
    expect(parsed(text, pattern, { mode: 'regex', flags })).toEqual([expected]);
  });

  test('refuses a time at the end of regular expressions', () => {
    expect(() => parsed('at 2020-01-01', ['at ', ':datetime'], { mode: 'regex' })).toThrow(QueryError);
  });

  test('refuses a pattern that does not say where a column ends', () => {
    expect(() => parsed('a', [':string', '*'])).toThrow(QueryError);
    expect(() => parsed('a', [':datetime', '*'])).toThrow(QueryError);
  });
});
