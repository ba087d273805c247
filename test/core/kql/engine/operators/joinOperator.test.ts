import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { QueryError } from '../../../../../src/core/kql/engine/functionTable.ts';
import type { JoinFlavour, Plan } from '../../../../../src/core/kql/plan.ts';
import type { Row } from '../../../../../src/core/kql/values.ts';
import { column, columns, rows, run } from '../plans.ts';

/** Joins two tables on their columns `k` and `s`. */
function join(flavour: JoinFlavour, left: readonly Row[], right: readonly Row[]): readonly Row[] {
  const [leftPlan, rightPlan] = [rows('k, s:string, v', ...left), rows('k, s:string, w:string', ...right)];
  return run(joined(flavour, leftPlan, rightPlan));
}

function joined(flavour: JoinFlavour, left: Plan, right: Plan): Plan {
  const keys = (plan: Plan) => ['k', 's'].map((name) => column(plan, name));
  return {
    kind: 'join',
    flavour,
    left,
    right,
    leftKeys: keys(left),
    rightKeys: keys(right),
    columns: columns('k, s:string, v, k1:long, s1:string, w:string'),
  };
}

const LEFT: readonly Row[] = [
  [1, 'a', 10],
  [2, 'b', 20],
  [2, 'b', 21],
  [null, 'b', 30],
];
const RIGHT: readonly Row[] = [
  [2, 'b', 'x'],
  [2, 'b', 'y'],
  [3, 'c', 'z'],
  [null, 'b', 'n'],
];
/** The rows of both whose key is null. */
const NULLS: Row = [null, 'b', 30, null, 'b', 'n'];

describe('join', () => {
  test.each<[JoinFlavour, readonly Row[]]>([
    ['inner', [...pairs(20), ...pairs(21), NULLS]],
    ['innerunique', [...pairs(20), NULLS]],
    ['leftouter', [[1, 'a', 10, null, '', ''], ...pairs(20), ...pairs(21), NULLS]],
    ['rightouter', [...pairs(20), ...pairs(21), NULLS, [null, '', null, 3, 'c', 'z']]],
    ['leftsemi', LEFT.slice(1)],
    ['leftanti', LEFT.slice(0, 1)],
    ['rightsemi', RIGHT.filter(([k]) => k !== 3)],
    ['rightanti', RIGHT.filter(([k]) => k === 3)],
  ])('%s matches equal keys, and nulls with nulls', (flavour, expected) => {
    expect(join(flavour, LEFT, RIGHT)).toEqual(expected);
  });

  test('matches rows as two loops do', () => {
    const key = fc.option(fc.integer({ min: 0, max: 3 }));
    const text = fc.constantFrom('', 'a');
    const side = fc.array(fc.tuple(key, text, fc.integer({ min: 0, max: 99 })));
    const flavours = fc.constantFrom<JoinFlavour>(
      ...(['inner', 'innerunique', 'leftouter', 'rightouter', 'fullouter'] as const),
      ...(['leftsemi', 'leftanti', 'rightsemi', 'rightanti'] as const),
    );
    fc.assert(
      fc.property(flavours, side, side, (flavour, left, rightNumbers) => {
        const right = rightNumbers.map(([k, s, n]): Row => [k, s, `${n}`]);
        expect(inAnyOrder(join(flavour, left, right))).toEqual(inAnyOrder(loops(flavour, left, right)));
      }),
    );
  });

  test('refuses keys of two types', () => {
    const left = rows('k:string, s:string, v');
    expect(() => run(joined('inner', left, rows('k, s:string, w:string')))).toThrow(QueryError);
  });
});

function pairs(value: number): readonly Row[] {
  return ['x', 'y'].map((w) => [2, 'b', value, 2, 'b', w]);
}

function inAnyOrder(table: readonly Row[]): readonly string[] {
  return table.map((row) => JSON.stringify(row)).sort();
}

/** Every left row with every right one. */
function loops(flavour: JoinFlavour, left: readonly Row[], right: readonly Row[]): readonly Row[] {
  const isMatch = (a: Row, b: Row) => a[0] === b[0] && a[1] === b[1];
  const unique = left.filter((row, index) => left.findIndex((other) => isMatch(row, other)) === index);
  const used = flavour === 'innerunique' ? unique : left;
  const matched = used.flatMap((a) => right.filter((b) => isMatch(a, b)).map((b) => [...a, ...b]));
  const aloneLeft = left.filter((a) => !right.some((b) => isMatch(a, b)));
  const aloneRight = right.filter((b) => !left.some((a) => isMatch(a, b)));
  const outerLeft = aloneLeft.map((a) => [...a, null, '', '']);
  const outerRight = aloneRight.map((b) => [null, '', null, ...b]);
  switch (flavour) {
    case 'leftouter':
      return [...matched, ...outerLeft];
    case 'rightouter':
      return [...matched, ...outerRight];
    case 'fullouter':
      return [...matched, ...outerLeft, ...outerRight];
    case 'leftsemi':
      return left.filter((a) => !aloneLeft.includes(a));
    case 'leftanti':
      return aloneLeft;
    case 'rightsemi':
      return right.filter((b) => !aloneRight.includes(b));
    case 'rightanti':
      return aloneRight;
    default:
      return matched;
  }
}
