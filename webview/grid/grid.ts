import { element } from '../ui/element.ts';
import { gridBody, ROW_PX } from './gridBody.ts';
import { columnPlaces, type GridColumn } from './gridColumn.ts';
import type { ColumnActions } from './gridColumnPointer.ts';
import { commandOf, type GridCommand } from './gridCommand.ts';
import { gridHeader } from './gridHeader.ts';
import { type GridPosition, nextPosition } from './gridKeys.ts';
import type { Point } from './gridPointer.ts';
import { type GridRanges, gridRanges } from './gridRanges.ts';
import type { GridPlace } from './gridRow.ts';
import type { GridRange } from './gridSelection.ts';
import { gridSight } from './gridSight.ts';
import { virtualAxis } from './virtualAxis.ts';

/** A table of any length that keeps only what is in sight in the page, and that is used by keyboard or by pointer. */
export interface Grid {
  readonly element: HTMLElement;
  /** Starts over with so many rows: from the top, or with the focus in this cell. */
  setRowCount(count: number, at?: GridPosition): void;
  setColumns(columns: readonly GridColumn[]): void;
  /** Draws again what is in sight, after its data changed. */
  refresh(): void;
  /** Marks one row as the selected one and makes it the current one; undefined marks none. */
  select(row: number | undefined): void;
  readonly current: GridPosition;
  /** The selected cells; undefined where there are none, or where cells cannot be selected. */
  readonly range: GridRange | undefined;
  /** Whole, as by Ctrl and a click on its title. */
  selectColumn(column: number): void;
  showFilters(shown: boolean): void;
  /** Brings the focus into the filter of a column. */
  focusFilter(column: number): void;
  focus(): void;
}

export interface GridOptions {
  readonly label: string;
  readonly columns: readonly GridColumn[];
  /** The text of a cell; null for one that holds no value, undefined while it is not here. */
  readonly cell: (row: number, column: number) => string | null | undefined;
  /** The rows in sight changed; both are inclusive. */
  readonly onVisible: (first: number, last: number) => void;
  /** A row was clicked (where cells can be selected: twice), or Enter or Space was pressed in it. */
  readonly onOpen: (row: number) => void;
  /** The current row changed by keyboard. */
  readonly onMove?: (row: number) => void;
  /** Makes cells selectable; told whenever other ones are selected, or the current one changed. */
  readonly onSelect?: () => void;
  /** Makes the titles part of what the keyboard walks through. */
  readonly columnActions?: ColumnActions;
  /** A menu is wanted at this place, for the current cell or column (row -1). */
  readonly onMenu?: (position: GridPosition, at: Point) => void;
  readonly hasRowNumbers?: boolean;
}

/** A column is made wider or narrower by so much with each press of a key. */
const STEP_PX = 16;

export function grid(options: GridOptions): Grid {
  const { columnActions, onSelect, hasRowNumbers = false } = options;
  const firstRow = columnActions === undefined ? 0 : -1;
  let columns = options.columns;
  let places = columnPlaces(columns);
  let numbersPx = 0;
  let count = 0;
  let current: GridPosition = { row: 0, column: 0 };
  let marked: number | undefined;
  /** The current cell is to get the focus as soon as it is drawn. */
  let isFocusAwaited = false;
  let isDrawAwaited = false;
  let ranges: GridRanges | undefined;

  const header = gridHeader({ actions: columnActions, hasRowNumbers });
  const body = gridBody({
    cell: options.cell,
    isNumeric: (column) => columns[column]?.isNumeric === true,
    isRowSelected: (row) => row === marked,
    range: onSelect === undefined ? undefined : () => ranges?.range,
    hasRowNumbers,
    headerRows: () => header.rows,
  });
  const scroller = element(
    'div',
    { role: 'grid', class: 'grid', 'aria-label': options.label, 'aria-readonly': 'true' },
    [header.element, body.element],
  );
  const sight = gridSight({
    scroller,
    header,
    current: () => current,
    places: () => places,
    numbersPx: () => numbersPx,
    rows: () => count,
    keepsColumn: onSelect !== undefined,
  });
  const axis = {
    scroller,
    onChange: (cause: 'scrolling' | 'other'): void => (cause === 'scrolling' ? drawSoon() : draw()),
  };
  const rowAxis = virtualAxis({
    ...axis,
    direction: 'rows',
    size: () => ROW_PX,
    margin: () => header.heightPx,
    overscan: 6,
  });
  const columnWidth = (column: number): number => columns[column]?.widthPx ?? 0;
  const columnAxis = virtualAxis({
    ...axis,
    direction: 'columns',
    size: columnWidth,
    margin: () => numbersPx,
    overscan: 1,
  });
  layOut();
  columnAxis.setCount(columns.length);
  if (onSelect !== undefined) {
    scroller.ariaMultiSelectable = 'true';
    scroller.classList.add('has-ranges');
    const { onOpen, onMenu } = options;
    const part = { scroller, header, body, sight, extent, moveTo, focusCurrent };
    ranges = gridRanges({ ...part, current: () => current, onSelect, onOpen, onMenu });
  }

  function extent(): { readonly rows: number; readonly columns: number } {
    return { rows: count, columns: columns.length };
  }

  function layOut(): void {
    places = columnPlaces(columns);
    numbersPx = hasRowNumbers ? 18 + 8 * String(count).length : 0;
    scroller.style.setProperty('--numbers-width', `${numbersPx}px`);
    scroller.ariaColCount = String(columns.length);
    scroller.ariaRowCount = String(count + header.rows);
    body.setSize(numbersPx + places.totalPx, count * ROW_PX);
    header.setWidth(numbersPx + places.totalPx);
  }

  /** In the frame that is about to be painted, once for both axes. */
  function drawSoon(): void {
    if (isDrawAwaited) return;
    isDrawAwaited = true;
    requestAnimationFrame(() => {
      isDrawAwaited = false;
      draw();
    });
  }

  function draw(): void {
    const shown = columnAxis
      .items()
      .map(({ index, start, size }): GridPlace => ({ column: index, left: start, width: size }));
    header.draw(shown, columns);
    body.draw(
      rowAxis.items().map((item) => item.index),
      shown,
    );
    currentCell()?.setAttribute('tabindex', '0');
    if (isFocusAwaited) focusCurrent();
    const visible = rowAxis.visible();
    if (visible !== undefined && count > 0) options.onVisible(visible.startIndex, visible.endIndex);
  }

  function currentCell(): HTMLElement | undefined {
    return current.row < 0 ? header.cell(current.column) : body.cell(current);
  }

  function moveTo(next: GridPosition): void {
    currentCell()?.setAttribute('tabindex', '-1');
    current = next;
    if (next.row >= 0) rowAxis.keep(next.row);
    columnAxis.keep(next.column);
    draw();
  }

  /** Selects the cell it goes to; a title's column is not selected by going there. */
  function goTo(next: GridPosition): void {
    ranges?.set(next);
    moveTo(next);
    onSelect?.();
  }

  function focusCurrent(): void {
    const cell = currentCell();
    // A grid that was just brought into the page draws its rows a frame later.
    isFocusAwaited = cell === undefined;
    // The browser's own scrolling does not know of the sticky header.
    cell?.focus({ preventScroll: true });
    sight.revealCell();
  }

  scroller.addEventListener('keydown', (event) => {
    if ((count === 0 && firstRow === 0) || event.altKey || event.defaultPrevented) return;
    if (header.filterAt(event.target) !== undefined) return leaveFilter(event);
    const command = commandOf(event, current.row < 0 ? 'title' : 'cell');
    if (command !== undefined && obey(command)) return event.preventDefault();
    const next = nextPosition(current, event, { ...extent(), page: sight.pageRows(), firstRow });
    if (next === undefined) return;
    event.preventDefault();
    const rowChanged = next.row !== current.row;
    if (ranges !== undefined && event.shiftKey && current.row >= 0) {
      // The titles are no part of a selection.
      ranges.choose({ ...ranges.selection, head: { ...next, row: Math.max(0, next.row) } });
    } else goTo(next);
    focusCurrent();
    if (rowChanged) options.onMove?.(current.row);
  });

  function leaveFilter(event: KeyboardEvent): void {
    if (event.isComposing || (event.key !== 'Enter' && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    goTo({ row: count > 0 ? 0 : firstRow, column: current.column });
    focusCurrent();
  }

  /** False when the command means nothing to this grid. */
  function obey(command: GridCommand): boolean {
    const { row, column } = current;
    switch (command) {
      case 'open':
        options.onOpen(row);
        return true;
      case 'menu':
        return openMenu();
      case 'selectRows':
        ranges?.choose({ kind: 'rows', anchor: ranges.selection.anchor, head: current });
        return ranges !== undefined;
      case 'selectColumns':
        ranges?.chooseColumn(column);
        return ranges !== undefined;
      case 'selectAll':
        ranges?.choose({ kind: 'all', anchor: current, head: current });
        return ranges !== undefined;
      case 'sort':
        columnActions?.onSort(column);
        return true;
      case 'narrower':
      case 'wider':
        columnActions?.onResize(column, columnWidth(column) + (command === 'wider' ? STEP_PX : -STEP_PX));
        return true;
      case 'moveLeft':
      case 'moveRight':
        moveColumn(command === 'moveLeft' ? -1 : 1);
        return true;
    }
  }

  function moveColumn(step: -1 | 1): void {
    const { column } = current;
    const to = column + step;
    if (to >= 0 && to < columns.length) columnActions?.onMoveBefore(column, step < 0 ? to : to + 1);
  }

  function openMenu(): boolean {
    const box = currentCell()?.getBoundingClientRect();
    if (options.onMenu === undefined || box === undefined) return false;
    options.onMenu(current, { x: box.left + 8, y: box.bottom });
    return true;
  }

  // Assistive technology may focus a cell by itself.
  scroller.addEventListener('focusin', (event) => {
    const filtered = header.filterAt(event.target);
    if (filtered !== undefined) return moveTo({ row: -1, column: filtered });
    const title = firstRow < 0 ? header.columnAt(event.target) : undefined;
    const position = title === undefined ? body.positionOf(event.target) : { row: -1, column: title };
    if (position !== undefined && !isSame(position, current)) goTo(position);
  });
  scroller.addEventListener('click', (event) => {
    const position = ranges === undefined ? body.positionOf(event.target) : undefined;
    // Dragging over text marks it for copying and opens nothing.
    if (position === undefined || getSelection()?.isCollapsed === false) return;
    moveTo(position);
    focusCurrent();
    options.onOpen(position.row);
  });

  return {
    element: scroller,
    setRowCount(next, at = { row: 0, column: 0 }) {
      const hadFocus = scroller.contains(document.activeElement);
      const isFiltering = header.filterAt(document.activeElement) !== undefined;
      currentCell()?.setAttribute('tabindex', '-1');
      count = next;
      current = { row: Math.max(firstRow, Math.min(at.row, count - 1)), column: at.column };
      ranges?.set({ row: Math.max(0, current.row), column: current.column });
      marked = undefined;
      isFocusAwaited = false;
      sight.reset();
      body.clear();
      layOut();
      scroller.scrollTop = 0;
      rowAxis.setCount(count);
      if (current.row > 0) rowAxis.keep(current.row);
      columnAxis.measure();
      columnAxis.keep(current.column);
      draw();
      if (current.row > 0) sight.revealRow();
      if (ranges !== undefined && hadFocus && !isFiltering) focusCurrent();
      onSelect?.();
    },
    setColumns(next) {
      currentCell()?.setAttribute('tabindex', '-1');
      columns = next;
      layOut();
      const column = Math.max(0, Math.min(current.column, columns.length - 1));
      current = { row: current.row, column };
      columnAxis.setCount(columns.length);
      columnAxis.keep(column);
      columnAxis.measure();
      draw();
    },
    refresh: draw,
    select(row) {
      marked = row;
      if (row === undefined || row === current.row) return draw();
      goTo({ row, column: current.column });
      sight.revealRow();
    },
    get current() {
      return current;
    },
    get range() {
      return ranges?.range;
    },
    selectColumn: (column) => ranges?.chooseColumn(column),
    showFilters(shown) {
      if (header.hasFilters === shown) return;
      header.showFilters(shown);
      body.clear();
      layOut();
      rowAxis.measure();
      draw();
      sight.revealRow();
    },
    focusFilter(column) {
      moveTo({ row: current.row, column });
      sight.revealCell();
      header.filter(column)?.focus();
    },
    focus: focusCurrent,
  };
}

function isSame(one: GridPosition, other: GridPosition): boolean {
  return one.row === other.row && one.column === other.column;
}
