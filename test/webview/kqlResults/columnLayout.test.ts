import { describe, expect, test } from 'vitest';
import {
  initialLayout,
  isSameColumns,
  moveBefore,
  resize,
  setHidden,
  showAll,
  shownColumns,
} from '../../../webview/kqlResults/columnLayout.ts';
import { memoryFor, parseResultMemory, storedMemory } from '../../../webview/kqlResults/resultMemory.ts';
import { infoOf } from '../fakeResultsHost.ts';

const COLUMNS = ['A', 'B', 'C', 'D'].map((name) => ({ name, type: 'string' }));
const layout = initialLayout(COLUMNS);

describe('the layout of columns', () => {
  test.each([
    [0, 2, [1, 0, 2, 3]],
    [3, 0, [3, 0, 1, 2]],
    [1, undefined, [0, 2, 3, 1]],
    [2, 2, [0, 1, 2, 3]],
  ])('column %s before %s gives %j', (column, before, order) => {
    expect(shownColumns(moveBefore(layout, column, before))).toEqual(order);
  });

  test('hides and shows, but never all', () => {
    const hidden = setHidden(setHidden(layout, 1, true), 3, true);
    expect(shownColumns(hidden)).toEqual([0, 2]);
    expect(shownColumns(setHidden(hidden, 1, false))).toEqual([0, 1, 2]);
    expect(shownColumns(setHidden(setHidden(hidden, 0, true), 2, true))).toEqual([2]);
    expect(shownColumns(showAll(hidden))).toEqual([0, 1, 2, 3]);
    // A column that is moved among hidden ones lands beside those that are shown.
    expect(shownColumns(moveBefore(hidden, 2, 0))).toEqual([2, 0]);
  });

  test('keeps widths within reason', () => {
    expect([-5, 100.4, 1e9].map((px) => resize(layout, 0, px).widthsPx.get(0))).toEqual([40, 100, 2000]);
  });

  test('tells columns apart by name and type', () => {
    expect(isSameColumns(COLUMNS, structuredClone(COLUMNS))).toBe(true);
    expect(isSameColumns(COLUMNS, COLUMNS.slice(1))).toBe(false);
    expect(isSameColumns(COLUMNS, [{ name: 'A', type: 'long' }, ...COLUMNS.slice(1)])).toBe(false);
  });
});

describe('what is remembered of a result', () => {
  const info = infoOf({ columns: COLUMNS, rows: [] }, { render: 'timechart' });
  const first = memoryFor(info, undefined);

  test('comes back as it was', () => {
    const memory = {
      ...first,
      order: [3, 1, 0, 2],
      hidden: [1],
      widthsPx: [[0, 120]] as const,
      sort: { column: 2, descending: true },
      filters: [{ column: 0, contains: 'x' }],
      row: 7,
      column: 2,
      isRowOpen: true,
    };
    expect(parseResultMemory(structuredClone(memory))).toEqual(memory);
    expect(memoryFor(info, memory)).toBe(memory);
  });

  test('is kept outside without any text that may be of records, and still fits its result and no other', () => {
    const memory = { ...first, order: [3, 1, 0, 2], filters: [{ column: 0, contains: 'Ana' }] };
    const stored = parseResultMemory(structuredClone(storedMemory(memory)));
    expect(JSON.stringify(stored)).not.toMatch(/Ana|"[A-Z]"/);
    expect(memoryFor(info, stored)).toEqual({ ...memory, filters: [] });
    const renamed = info.columns.map(({ name, type }) => ({ name: `${name}1`, type }));
    expect(memoryFor({ ...info, columns: renamed }, stored).order).toEqual([0, 1, 2, 3]);
  });

  test('counts for the next result only as far as it fits', () => {
    const before = { ...first, order: [1, 0, 2, 3], hidden: [2], sort: { column: 1, descending: false }, row: 9 };
    const same = memoryFor({ ...info, id: 2, render: undefined }, before);
    expect(same).toMatchObject({ id: 2, order: [1, 0, 2, 3], hidden: [2], sort: undefined, chart: undefined, row: 0 });
    const other = memoryFor({ ...info, id: 3, columns: COLUMNS.slice(1) }, before);
    expect(other).toMatchObject({ order: [0, 1, 2], hidden: [], chart: 'timechart' });
    // The same number, but of another session.
    expect(memoryFor({ ...info, columns: COLUMNS.slice(1) }, before).order).toEqual([0, 1, 2]);
  });

  test.each([
    ['nothing', undefined],
    ['a text', 'x'],
    ['no number', { ...first, id: 'x' }],
    ['an order that lacks a column', { ...first, order: [0, 1, 2] }],
    ['an order with a column twice', { ...first, order: [0, 1, 2, 2] }],
    ['an order with unknown columns', { ...first, order: [0, 1, 2, 9] }],
  ])('is nothing for %s', (_what, state) => {
    expect(parseResultMemory(state)).toBeUndefined();
  });

  test('loses single parts that are wrong', () => {
    const state = {
      ...first,
      hidden: [0, 1, 2, 3],
      widthsPx: [[0], [1, 50]],
      sort: { column: 9 },
      chart: 'x',
      row: 'y',
    };
    expect(parseResultMemory(state)).toMatchObject({
      hidden: [0, 1, 2],
      widthsPx: [[1, 50]],
      sort: undefined,
      chart: undefined,
      row: 0,
    });
  });
});
