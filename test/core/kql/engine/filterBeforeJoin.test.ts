import { describe, expect, test } from 'vitest';
import type { Expression, JoinFlavour, Plan } from '../../../../src/core/kql/plan.ts';
import type { Row } from '../../../../src/core/kql/values.ts';
import { call, column, columns, rows, run, text } from './plans.ts';

// The example of Kusto's documentation of the flavour innerunique.
const LEFT = rows('key, value:string', [1, 'val1.1'], [1, 'val1.2']);
const RIGHT = rows('key, value:string', [1, 'val1.3'], [1, 'val1.4']);

function joined(flavour: JoinFlavour): Plan {
  return {
    kind: 'join',
    flavour,
    left: LEFT,
    right: RIGHT,
    leftKeys: [column(LEFT, 'key')],
    rightKeys: [column(RIGHT, 'key')],
    columns: columns('key, value:string, key1:long, value1:string'),
  };
}

function where(input: Plan, condition: Expression): Plan {
  return { kind: 'filter', input, condition, columns: input.columns };
}

function is(plan: Plan, name: string, value: string): Expression {
  return call('bool', '==', column(plan, name), text(value));
}

describe('a filter behind innerunique', () => {
  const join = joined('innerunique');
  const left = is(join, 'value', 'val1.2');
  const right = is(join, 'value1', 'val1.4');
  const both: readonly Row[] = [
    [1, 'val1.2', 1, 'val1.3'],
    [1, 'val1.2', 1, 'val1.4'],
  ];
  test.each<[string, Plan, readonly Row[]]>([
    ['of the left side decides which row is kept', where(join, left), both],
    ['of both sides does what it can', where(join, call('bool', 'and', right, left)), both.slice(1)],
    ['may be one of several', where(where(join, left), right), both.slice(1)],
    ['may come last', where(where(join, right), left), both.slice(1)],
    ['of the right side decides nothing', where(join, right), [[1, 'val1.1', 1, 'val1.4']]],
    ['of either side is asked behind it', where(join, call('bool', 'or', left, right)), [[1, 'val1.1', 1, 'val1.4']]],
  ])('%s', (_, plan, expected) => {
    expect(run(plan)).toEqual(expected);
  });
});

test('a filter behind another join stays there', () => {
  const join = joined('inner');
  expect(run(where(join, is(join, 'value', 'val1.2')))).toHaveLength(2);
});
