import { describe, expect, test } from 'vitest';
import { type ChartKind, chartData } from '../../../../src/core/kql/results/chartData.ts';
import { wholeResult } from '../../../../src/core/kql/results/resultView.ts';
import { DATETIME_EPOCH_MS, TypedScalar } from '../../../../src/core/kql/values.ts';
import { tableOf } from './tableOf.ts';

const DAY = 864_000_000_000;
const DAY_MS = 86_400_000;
const at = (day: number) => DATETIME_EPOCH_MS + day * DAY_MS;

function chart(
  kind: ChartKind,
  columns: Parameters<typeof tableOf>[0],
  properties: Readonly<Record<string, string>> = {},
) {
  return chartData(wholeResult(tableOf(columns)), { kind, render: { kind, properties } });
}

const BY_DAY = {
  Category: ['string', 'b', 'a', 'b'],
  Day: ['datetime', DAY, 0, 0],
  Count: ['long', 1, 2, 3],
} as const;

describe('columns by their types', () => {
  test('a time chart takes the first datetime, splits by texts, and is in the order of time', () => {
    expect(chart('timechart', BY_DAY)).toEqual({
      ok: true,
      chart: {
        kind: 'timechart',
        title: '',
        x: { name: 'Day', type: 'time', values: [at(0), at(1)] },
        y: { name: 'Count' },
        series: [
          { name: 'b', values: [3, 1] },
          { name: 'a', values: [2, null] },
        ],
        isStacked: false,
        remark: undefined,
      },
    });
  });

  test('a bar chart begins with the first column, in the order of the rows', () => {
    const columns = { Who: ['string', 'z', 'a'], n: ['long', 1, null], m: ['real', 0.5, 2] } as const;
    expect(chart('barchart', columns)).toMatchObject({
      chart: {
        x: { type: 'category', values: ['z', 'a'] },
        series: [
          { name: 'n', values: [1, null] },
          { name: 'm', values: [0.5, 2] },
        ],
      },
    });
  });

  test('a column chart may have numbers below', () => {
    expect(chart('columnchart', { hour: ['long', 10, 9], n: ['long', 1, 2] })).toMatchObject({
      chart: { x: { type: 'number', values: [9, 10] }, series: [{ name: 'n', values: [2, 1] }] },
    });
  });

  test('rows with the same x are points of their own', () => {
    expect(chart('barchart', { w: ['string', 'a', 'a'], n: ['long', 1, 2] })).toMatchObject({
      chart: { x: { values: ['a', 'a'] }, series: [{ values: [1, 2] }] },
    });
  });

  test('a pie has one measure, and a card the first row', () => {
    const columns = { w: ['string', 'a', 'b'], n: ['long', 1, 2], m: ['long', 3, 4] } as const;
    expect(chart('piechart', columns)).toMatchObject({ chart: { series: [{ name: 'n', values: [1, 2] }] } });
    expect(chart('card', columns)).toMatchObject({
      chart: {
        series: [
          { name: 'n', values: [1] },
          { name: 'm', values: [3] },
        ],
        remark: undefined,
      },
    });
  });

  test('lists of make-series are points', () => {
    const days = [new TypedScalar('datetime', 0), '2020-01-02T00:00:00.0000000Z'];
    const columns = {
      w: ['string', 'a', 'b'],
      n: ['dynamic', [1, 2], [3.5, null]],
      t: ['dynamic', days, days],
    } as const;
    expect(chart('timechart', columns)).toMatchObject({
      chart: {
        x: { name: 't', values: [at(0), at(1)] },
        series: [
          { name: 'a', values: [1, 2] },
          { name: 'b', values: [3.5, null] },
        ],
      },
    });
  });
});

describe('properties of render', () => {
  test('name the columns, the title and how it is stacked', () => {
    const columns = { a: ['string', 'x', 'y'], b: ['string', 'p', 'q'], n: ['long', 1, 2], m: ['long', 3, 4] } as const;
    const properties = { xcolumn: 'b', ycolumns: 'm, n', series: 'a', title: 'T', kind: 'stacked' };
    expect(chart('columnchart', columns, properties)).toMatchObject({
      chart: {
        title: 'T',
        isStacked: true,
        x: { name: 'b', values: ['p', 'q'] },
        series: [
          { name: 'x: m', values: [3, null] },
          { name: 'x: n', values: [1, null] },
          { name: 'y: m', values: [null, 4] },
          { name: 'y: n', values: [null, 2] },
        ],
      },
    });
  });

  test.each([
    [{ xcolumn: 'none' }, 'The columns that are shown have no none, which render names.'],
    [{ ycolumns: 'Category' }, 'The column Category holds no numbers to draw.'],
  ])('that do not fit are said: %j', (properties, reason) => {
    expect(chart('timechart', BY_DAY, properties)).toEqual({ ok: false, reason });
  });
});

describe('no chart', () => {
  test.each<[ChartKind, Parameters<typeof tableOf>[0], string]>([
    ['timechart', { a: ['string', 'x'], n: ['long', 1] }, 'A time chart needs a column of datetimes for the x axis.'],
    ['barchart', { a: ['string', 'x'] }, 'The result has no column of numbers to draw.'],
    ['barchart', { a: ['string'], n: ['long'] }, 'The result has no rows to draw.'],
    ['card', { a: ['string', 'x'] }, 'A card shows the numbers of the first row, which has none.'],
  ])('%s of %j', (kind, columns, reason) => {
    expect(chart(kind, columns)).toEqual({ ok: false, reason });
  });
});

test('draws as much as can be drawn, and says so', () => {
  const many = Array.from({ length: 20_001 }, (_, index) => index);
  expect(chart('linechart', { x: ['long', ...many], y: ['long', ...many] })).toMatchObject({
    chart: { remark: 'Only the first 20,000 points are drawn.' },
  });
  const names = Array.from({ length: 60 }, (_, index) => `s${index}`);
  const groups = {
    x: ['long', ...many.slice(0, 60)],
    s: ['string', ...names],
    y: ['long', ...many.slice(0, 60)],
  } as const;
  expect(chart('linechart', groups)).toMatchObject({
    chart: { remark: 'Only the first 50 series are drawn; there are 10 more.' },
  });
});
