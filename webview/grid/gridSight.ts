import { ROW_PX } from './gridBody.ts';
import type { ColumnPlaces } from './gridColumn.ts';
import type { GridHeader } from './gridHeader.ts';
import type { GridPosition } from './gridKeys.ts';
import type { Area, Point } from './gridPointer.ts';

/** What of a grid is in sight. Keeps the current cell there when the grid becomes smaller. */
export interface GridSight {
  revealRow(): void;
  revealCell(): void;
  /** The current cell is in sight from now on, whatever was before. */
  reset(): void;
  /** The part of the window where cells are in sight. */
  area(): Area;
  /** The cell nearest to a point of the window. */
  nearest(point: Point): GridPosition;
  /** Rows that fit in, but for one. */
  pageRows(): number;
}

export interface GridSightOptions {
  readonly scroller: HTMLElement;
  readonly header: GridHeader;
  readonly current: () => GridPosition;
  readonly places: () => ColumnPlaces;
  /** Taken by the numbers of the rows. */
  readonly numbersPx: () => number;
  readonly rows: () => number;
  /** A narrower grid brings the current column into sight too, not only the row. */
  readonly keepsColumn: boolean;
}

/** To be made before anything else listens to scrolling: what is asked of the page here is asked before others draw. */
export function gridSight(options: GridSightOptions): GridSight {
  const { scroller, header, current, places, numbersPx } = options;
  let isRowInSight = true;
  let isColumnInSight = true;
  let bodyHeight = 0;
  const columnPx = (column: number): number => places().startOf(column + 1) - places().startOf(column);

  function revealRow(): void {
    isRowInSight = true;
    if (current().row < 0) return;
    const top = current().row * ROW_PX;
    const height = scroller.clientHeight - header.heightPx;
    scroller.scrollTop = Math.min(top, Math.max(scroller.scrollTop, top + ROW_PX - height));
  }

  function revealColumn(): void {
    isColumnInSight = true;
    const { column } = current();
    const [left, width] = [places().startOf(column), scroller.clientWidth - numbersPx()];
    scroller.scrollLeft = Math.min(left, Math.max(scroller.scrollLeft, left + columnPx(column) - width));
  }

  function area(): Area {
    const box = scroller.getBoundingClientRect();
    const [left, top] = [box.left + scroller.clientLeft, box.top + scroller.clientTop];
    return {
      left: left + numbersPx(),
      top: top + header.heightPx,
      right: left + scroller.clientWidth,
      bottom: top + scroller.clientHeight,
    };
  }

  // Scrolling decides whether the current cell is in sight; a change of size, by the record that opens beside it or by
  // the window, must not.
  scroller.addEventListener('scroll', () => {
    if (bodyHeight <= 0) return; // Not laid out yet.
    const { row, column } = current();
    const top = row * ROW_PX - scroller.scrollTop;
    isRowInSight = row < 0 || (top > -ROW_PX && top < bodyHeight);
    const left = places().startOf(column) - scroller.scrollLeft;
    isColumnInSight = left > -columnPx(column) && left < scroller.clientWidth - numbersPx();
  });
  new ResizeObserver(() => {
    bodyHeight = scroller.clientHeight - header.heightPx;
    if (isRowInSight) revealRow();
    if (options.keepsColumn && isColumnInSight) revealColumn();
  }).observe(scroller);

  return {
    revealRow,
    revealCell() {
      revealRow();
      revealColumn();
    },
    reset() {
      isRowInSight = true;
      isColumnInSight = true;
    },
    area,
    nearest({ x, y }) {
      const { left, top, right, bottom } = area();
      const within = (at: number, low: number, high: number): number => Math.min(high - 1, Math.max(low, at));
      const inY = within(y, top, bottom) - top + scroller.scrollTop;
      const inX = within(x, left, right) - left + scroller.scrollLeft;
      return { row: within(Math.floor(inY / ROW_PX), 0, options.rows()), column: places().at(inX) };
    },
    pageRows: () => Math.max(1, Math.floor((scroller.clientHeight - header.heightPx) / ROW_PX) - 1),
  };
}
