import { describe, expect, test } from 'vitest';
import { commandOf } from '../../../webview/grid/gridCommand.ts';
import { nextPosition } from '../../../webview/grid/gridKeys.ts';
import { cellsOf, type GridSelection, isInRange, rangeOf } from '../../../webview/grid/gridSelection.ts';

const none = { ctrlKey: false, metaKey: false, shiftKey: false };

describe('keys in a grid whose titles take part', () => {
  test.each([
    ['ArrowUp', false, [0, 1], [-1, 1]],
    ['ArrowUp', true, [5, 1], [0, 1]],
    ['ArrowUp', true, [0, 1], [-1, 1]],
    ['ArrowUp', false, [-1, 1], [-1, 1]],
    ['ArrowDown', false, [-1, 1], [0, 1]],
    ['PageUp', false, [3, 1], [0, 1]],
    ['PageUp', false, [-1, 1], [-1, 1]],
    ['PageDown', false, [-1, 1], [9, 1]],
    ['Home', true, [-1, 2], [0, 0]],
    ['End', false, [-1, 0], [-1, 2]],
  ] as const)('%s (Ctrl: %s) leads from %j to %j', (key, ctrlKey, [row, column], [toRow, toColumn]) => {
    const size = { rows: 20, columns: 3, page: 10, firstRow: -1 } as const;
    expect(nextPosition({ row, column }, { ...none, key, ctrlKey }, size)).toEqual({ row: toRow, column: toColumn });
  });

  test.each(['ArrowDown', 'PageDown', 'Home', 'End', 'ArrowUp'])(
    '%s stays at the titles of a grid without rows',
    (key) => {
      const size = { rows: 0, columns: 3, page: 10, firstRow: -1 } as const;
      expect(nextPosition({ row: -1, column: 0 }, { ...none, key, ctrlKey: true }, size)?.row).toBe(-1);
    },
  );
});

describe('commands of a grid', () => {
  test.each([
    [{ key: 'Enter' }, 'open', 'sort'],
    [{ key: ' ' }, 'open', 'sort'],
    [{ key: ' ', shiftKey: true }, 'selectRows', 'sort'],
    [{ key: ' ', ctrlKey: true }, 'selectColumns', 'selectColumns'],
    [{ key: 'A', metaKey: true }, 'selectAll', 'selectAll'],
    [{ key: 'F10', shiftKey: true }, 'menu', 'menu'],
    [{ key: 'F10' }, undefined, undefined],
    [{ key: 'ArrowRight', shiftKey: true }, undefined, 'wider'],
    [{ key: 'ArrowLeft', shiftKey: true, ctrlKey: true }, undefined, 'moveLeft'],
    [{ key: 'a' }, undefined, undefined],
  ])('%j is %s on a cell and %s on a title', (event, onCell, onTitle) => {
    expect(commandOf({ ...none, ...event }, 'cell')).toBe(onCell);
    expect(commandOf({ ...none, ...event }, 'title')).toBe(onTitle);
  });
});

describe('a selection', () => {
  const from = { anchor: { row: 5, column: 2 }, head: { row: 3, column: 4 } };
  test.each<[GridSelection['kind'], readonly number[]]>([
    ['cells', [3, 5, 2, 4]],
    ['rows', [3, 5, 0, 5]],
    ['columns', [0, 9, 2, 4]],
    ['all', [0, 9, 0, 5]],
  ])('of %s is %j', (kind, [firstRow, lastRow, firstColumn, lastColumn]) => {
    const range = rangeOf({ kind, ...from }, { rows: 10, columns: 6 });
    expect(range).toEqual({ firstRow, lastRow, firstColumn, lastColumn });
  });

  test('never leaves the grid, and is nothing in an empty one', () => {
    const selection = { kind: 'cells', anchor: { row: -1, column: 0 }, head: { row: 99, column: 99 } } as const;
    const range = rangeOf(selection, { rows: 2, columns: 3 });
    expect(range).toEqual({ firstRow: 0, lastRow: 1, firstColumn: 0, lastColumn: 2 });
    expect(range && cellsOf(range)).toBe(6);
    expect([isInRange(range, 1, 2), isInRange(range, 2, 2), isInRange(undefined, 0, 0)]).toEqual([true, false, false]);
    expect(rangeOf(selection, { rows: 0, columns: 3 })).toBeUndefined();
  });
});
