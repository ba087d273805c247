import type { ResultColumn } from '../../src/protocol/kqlResults.ts';

/** How the columns of a result are arranged; columns go by their number in the result. */
export interface ColumnLayout {
  /** All of them, in the order in which they are shown. */
  readonly order: readonly number[];
  readonly hidden: ReadonlySet<number>;
  readonly widthsPx: ReadonlyMap<number, number>;
}

export const MIN_WIDTH_PX = 40;
const MAX_WIDTH_PX = 2000;

export function initialLayout(columns: readonly ResultColumn[]): ColumnLayout {
  return { order: columns.map((_, column) => column), hidden: new Set(), widthsPx: new Map() };
}

/** The columns that are shown, in their order. */
export function shownColumns({ order, hidden }: ColumnLayout): readonly number[] {
  return order.filter((column) => !hidden.has(column));
}

/** The last shown column cannot be hidden. */
export function setHidden(layout: ColumnLayout, column: number, isHidden: boolean): ColumnLayout {
  const hidden = new Set(layout.hidden);
  if (isHidden) hidden.add(column);
  else hidden.delete(column);
  return hidden.size === layout.order.length ? layout : { ...layout, hidden };
}

export function showAll(layout: ColumnLayout): ColumnLayout {
  return { ...layout, hidden: new Set() };
}

/** Puts a column before another one, or last when that is undefined. */
export function moveBefore(layout: ColumnLayout, column: number, before: number | undefined): ColumnLayout {
  const others = layout.order.filter((each) => each !== column);
  const at = before === undefined ? others.length : others.indexOf(before);
  return at < 0 ? layout : { ...layout, order: others.toSpliced(at, 0, column) };
}

export function resize(layout: ColumnLayout, column: number, widthPx: number): ColumnLayout {
  const width = Math.round(Math.min(MAX_WIDTH_PX, Math.max(MIN_WIDTH_PX, widthPx)));
  return { ...layout, widthsPx: new Map(layout.widthsPx).set(column, width) };
}

export function isSameColumns(one: readonly ResultColumn[], other: readonly ResultColumn[]): boolean {
  return (
    one.length === other.length &&
    one.every(({ name, type }, index) => name === other[index]?.name && type === other[index]?.type)
  );
}
