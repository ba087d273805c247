import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runQuery } from './runQuery.ts';

/** Random pipelines over small tables with nulls, against the same steps in plain JavaScript. */

interface Row {
  readonly k: number | null;
  readonly v: number | null;
  readonly s: string;
  readonly b: boolean | null;
}

/** A part of a query, and what it is for a row. */
interface Part<T> {
  readonly kql: string;
  readonly of: (row: Row) => T;
}

interface Step {
  readonly kql: string;
  readonly apply: (rows: readonly Row[]) => readonly Row[];
}

type NumberPart = Part<number | null>;
type BoolPart = Part<boolean | null>;

const constant = fc.integer({ min: -3, max: 4 });
const word = fc.constantFrom('', 'a', 'B', 'a b', 'ab', 'x-a');

const { number, bool } = fc.letrec<{ number: NumberPart; bool: BoolPart }>((tie) => ({
  number: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<NumberPart>(
      { kql: 'k', of: ({ k }) => k },
      { kql: 'v', of: ({ v }) => v },
      { kql: 'long(null)', of: () => null },
      { kql: 'strlen(s)', of: ({ s }) => s.length },
    ),
    constant.map((value): NumberPart => ({ kql: `long(${value})`, of: () => value })),
    fc.tuple(fc.constantFrom('+', '-', '/', '%'), tie('number'), tie('number')).map(arithmetic),
    fc.tuple(tie('number'), tie('number')).map(([a, b]): NumberPart => {
      return { kql: `coalesce(${a.kql}, ${b.kql})`, of: (row) => a.of(row) ?? b.of(row) };
    }),
    fc.tuple(tie('bool'), tie('number'), tie('number')).map(([p, a, b]): NumberPart => {
      return { kql: `iff(${p.kql}, ${a.kql}, ${b.kql})`, of: (row) => (p.of(row) === true ? a : b).of(row) };
    }),
    tie('number').map((a): NumberPart => {
      return { kql: `bin(${a.kql}, 3)`, of: (row) => sticky([a.of(row), 3], (x, y) => Math.floor(x / y) * y) };
    }),
  ),
  bool: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constant<BoolPart>({ kql: 'b', of: ({ b }) => b }),
    fc.tuple(fc.constantFrom('==', '!=', '<', '<=', '>', '>='), tie('number'), tie('number')).map(comparison),
    tie('number').map((a): BoolPart => ({ kql: `isnull(${a.kql})`, of: (row) => a.of(row) === null })),
    fc.tuple(tie('number'), constant, constant).map(([a, low, high]): BoolPart => {
      const isBetween = (x: number) => x >= low && x <= high;
      const of: BoolPart['of'] = (row) => sticky([a.of(row), 0], isBetween);
      return { kql: `(${a.kql} between (${low} .. ${high}))`, of };
    }),
    fc.tuple(fc.constantFrom('in', '!in'), tie('number'), fc.array(constant, { minLength: 1 })).map(membership),
    word.map(
      (w): BoolPart => ({ kql: `(s contains "${w}")`, of: ({ s }) => s.toLowerCase().includes(w.toLowerCase()) }),
    ),
    word.map((w): BoolPart => ({ kql: `(s !has "${w.trim()}")`, of: ({ s }) => !hasTerm(s, w.trim()) })),
    tie('bool').map((p): BoolPart => ({ kql: `not(${p.kql})`, of: (row) => negated(p.of(row)) })),
    fc.tuple(tie('bool'), tie('bool')).map(([p, q]): BoolPart => {
      const of: BoolPart['of'] = (row) => negated(either(negated(p.of(row)), negated(q.of(row))));
      return { kql: `(${p.kql} and ${q.kql})`, of };
    }),
    fc.tuple(tie('bool'), tie('bool')).map(([p, q]): BoolPart => {
      return { kql: `(${p.kql} or ${q.kql})`, of: (row) => either(p.of(row), q.of(row)) };
    }),
  ),
}));

function arithmetic([sign, a, b]: readonly [string, NumberPart, NumberPart]): NumberPart {
  const apply = (x: number, y: number): number | null => {
    if (sign === '+') return x + y;
    if (sign === '-') return x - y;
    if (y === 0) return null;
    return sign === '/' ? Math.trunc(x / y) + 0 : ((x % y) + Math.abs(y)) % Math.abs(y);
  };
  return { kql: `(${a.kql} ${sign} ${b.kql})`, of: (row) => sticky([a.of(row), b.of(row)], apply) };
}

function comparison([sign, a, b]: readonly [string, NumberPart, NumberPart]): BoolPart {
  const of = (row: Row): boolean | null => {
    const [x, y] = [a.of(row), b.of(row)];
    if (sign === '==' || sign === '!=') return x === null && y === null ? null : (x === y) === (sign === '==');
    if (x === null || y === null) return null;
    return sign === '<' ? x < y : sign === '<=' ? x <= y : sign === '>' ? x > y : x >= y;
  };
  return { kql: `(${a.kql} ${sign} ${b.kql})`, of };
}

function membership([sign, a, list]: readonly [string, NumberPart, readonly number[]]): BoolPart {
  const isIn = (x: number | null) => x !== null && list.includes(x);
  return { kql: `(${a.kql} ${sign} (${list.join(', ')}))`, of: (row) => isIn(a.of(row)) === (sign === 'in') };
}

function sticky<T>([x, y]: readonly [number | null, number | null], apply: (x: number, y: number) => T): T | null {
  return x === null || y === null ? null : apply(x, y);
}

function negated(value: boolean | null): boolean | null {
  return value === null ? null : !value;
}

function either(p: boolean | null, q: boolean | null): boolean | null {
  if (p === true || q === true) return true;
  return p === null || q === null ? null : false;
}

/** The words that are looked for here begin and end with letters, or are empty. */
function hasTerm(text: string, term: string): boolean {
  return (
    term === '' || ` ${text.toLowerCase().replaceAll('-', ' ')} `.includes(` ${term.toLowerCase().replace('-', ' ')} `)
  );
}

const step = fc.oneof(
  bool.map((p): Step => ({ kql: `where ${p.kql}`, apply: (rows) => rows.filter((row) => p.of(row) === true) })),
  fc.tuple(number, bool).map(([a, p]): Step => {
    const apply: Step['apply'] = (rows) => rows.map((row) => ({ ...row, v: a.of(row), b: p.of(row) }));
    return { kql: `extend v = ${a.kql}, b = ${p.kql}`, apply };
  }),
  number.map((a): Step => {
    const apply: Step['apply'] = (rows) => rows.map((row) => ({ ...row, s: `${a.of(row) ?? ''}${row.s}` }));
    return { kql: `extend s = strcat(${a.kql}, s)`, apply };
  }),
  fc.integer({ min: 0, max: 6 }).map((n): Step => {
    const apply: Step['apply'] = (rows) => [...rows].sort(compareRows).slice(0, n);
    return { kql: `sort by v asc, k asc, s asc, b asc | take ${n}`, apply };
  }),
  bool.map((p): Step => {
    const kql = `summarize v = sum(v), k = max(k), n = countif(${p.kql}), d = dcount(v) by s`;
    return { kql: `${kql} | project k, v, s, b = n == d`, apply: (rows) => summarized(rows, p) };
  }),
  fc.constant<Step>({ kql: 'distinct *', apply: (rows) => firstOfEach(rows, (row) => JSON.stringify(row)) }),
  fc.constantFrom('inner', 'leftouter', 'leftanti', 'leftsemi').map((kind): Step => {
    const columns = kind === 'inner' || kind === 'leftouter' ? ' | project k, v = w, s, b' : '';
    return { kql: `join kind=${kind} other on k${columns}`, apply: (rows) => joined(rows, kind) };
  }),
);

function compareRows(one: Row, other: Row): number {
  for (const name of ['v', 'k', 's', 'b'] as const) {
    const [a, b] = [one[name], other[name]];
    if (a === b) continue;
    if (a === null || b === null) return a === null ? -1 : 1;
    return a < b ? -1 : 1;
  }
  return 0;
}

function firstOfEach(rows: readonly Row[], key: (row: Row) => unknown): readonly Row[] {
  return rows.filter((row, index) => rows.findIndex((other) => key(other) === key(row)) === index);
}

function summarized(rows: readonly Row[], p: BoolPart): readonly Row[] {
  return firstOfEach(rows, ({ s }) => s).map(({ s }) => {
    const group = rows.filter((row) => row.s === s);
    const values = group.flatMap(({ v }) => (v === null ? [] : [v]));
    const keys = group.flatMap(({ k }) => (k === null ? [] : [k]));
    const isSame = group.filter((row) => p.of(row) === true).length === new Set(values).size;
    return { k: keys.length === 0 ? null : Math.max(...keys), v: values.reduce((a, b) => a + b, 0), s, b: isSame };
  });
}

const OTHER: readonly (readonly [number | null, number])[] = [
  [1, 10],
  [1, 11],
  [2, 20],
  [null, 30],
];

function joined(rows: readonly Row[], kind: string): readonly Row[] {
  return rows.flatMap((row) => {
    const matches = OTHER.filter(([k]) => k === row.k).map(([, w]) => ({ ...row, v: w }));
    if (kind === 'leftsemi') return matches.length > 0 ? [row] : [];
    if (kind === 'leftanti') return matches.length > 0 ? [] : [row];
    return matches.length === 0 && kind === 'leftouter' ? [{ ...row, v: null }] : matches;
  });
}

function datatable(rows: readonly Row[]): string {
  const cells = rows.map(({ k, v, s, b }) => `long(${k}), long(${v}), "${s}", bool(${b})`);
  return `datatable(k:long, v:long, s:string, b:bool)[${cells.join(',\n')}]`;
}

function inAnyOrder(rows: readonly (readonly unknown[])[]): readonly string[] {
  return rows.map((row) => JSON.stringify(row)).sort();
}

describe('pipelines', () => {
  const other = `let other = datatable(k:long, w:long)[${OTHER.map(([k, w]) => `long(${k}), ${w}`).join(', ')}];`;
  const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { freq: 4 });
  const row = fc.record({ k: optional(constant), v: optional(constant), s: word, b: optional(fc.boolean()) });

  test('give what the same steps in JavaScript give', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 8 }), fc.array(step, { minLength: 1, maxLength: 5 }), (rows, steps) => {
        const query = [`${other} ${datatable(rows)}`, ...steps.map(({ kql }) => kql)].join(' | ');
        const { columns, rows: given } = runQuery(query);
        const order = ['k', 'v', 's', 'b'].map((name) => columns.findIndex((column) => column.name === name));
        const picked = given.map((cells) => order.map((index) => cells[index]));
        const expected = steps.reduce((table, { apply }) => apply(table), rows as readonly Row[]);
        expect(inAnyOrder(picked), query).toEqual(inAnyOrder(expected.map(({ k, v, s, b }) => [k, v, s, b])));
      }),
      { numRuns: 100 },
    );
  });
});
