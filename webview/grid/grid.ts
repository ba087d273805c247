import { element } from '../ui/element.ts';
import { type GridPosition, nextPosition } from './gridKeys.ts';
import { arrange, type GridCell, type GridRow, gridRow } from './gridRow.ts';
import { virtualAxis } from './virtualAxis.ts';

/** A table of any length that keeps only what is in sight in the page, and that is used by keyboard or by pointer. */
export interface Grid {
  readonly element: HTMLElement;
  /** Starts over with so many rows, from the top. */
  setRowCount(count: number): void;
  /** Draws again what is in sight, after its data changed. */
  refresh(): void;
  /** Marks one row as the selected one and makes it the current one; undefined marks none. */
  select(row: number | undefined): void;
  focus(): void;
}

export interface GridColumn {
  readonly title: string;
  readonly widthPx: number;
}

export interface GridOptions {
  readonly label: string;
  readonly columns: readonly GridColumn[];
  /** The text of a cell; undefined while it is not here. */
  readonly cell: (row: number, column: number) => string | undefined;
  /** The rows in sight changed; both are inclusive. */
  readonly onVisible: (first: number, last: number) => void;
  /** A row was clicked, or Enter or Space was pressed in it. */
  readonly onOpen: (row: number) => void;
  /** The current row changed by keyboard. */
  readonly onMove: (row: number) => void;
}

const ROW_PX = 22;
const HEADER_PX = 26;

export function grid(options: GridOptions): Grid {
  const { columns } = options;
  const starts = columnStarts(columns);
  const header = gridRow('columnheader');
  header.place(1, 0);
  const body = element('div', { role: 'rowgroup', class: 'grid-body' });
  const scroller = element(
    'div',
    { role: 'grid', class: 'grid', 'aria-label': options.label, 'aria-readonly': 'true' },
    [element('div', { role: 'rowgroup', class: 'grid-header' }, [header.element]), body],
  );
  scroller.setAttribute('aria-colcount', String(columns.length));
  body.style.width = `${starts.at(-1)}px`;
  header.element.style.width = `${starts.at(-1)}px`;

  const axis = { scroller, onChange: draw };
  const rowAxis = virtualAxis({ ...axis, direction: 'rows', size: () => ROW_PX, margin: HEADER_PX, overscan: 6 });
  const columnWidth = (column: number): number => columns[column]?.widthPx ?? 0;
  const columnAxis = virtualAxis({ ...axis, direction: 'columns', size: columnWidth, margin: 0, overscan: 1 });
  /** The rows in the page, by record number and in its order. */
  let rows: ReadonlyMap<number, GridRow> = new Map();
  let count = 0;
  let current: GridPosition = { row: 0, column: 0 };
  let selected: number | undefined;
  /** Whether the current row is, in a grid of this height. */
  let isInSight = true;
  let bodyHeight = 0;
  /** The current cell is to get the focus as soon as it is drawn. */
  let isFocusAwaited = false;
  columnAxis.setCount(columns.length);

  function draw(): void {
    const shownColumns = columnAxis.items();
    const cells: CellsOf = (text) =>
      shownColumns.map(({ index, start, size }) => ({ column: index, left: start, width: size, text: text(index) }));
    header.draw(cells((column) => columns[column]?.title));
    drawRows(
      rowAxis.items().map((item) => item.index),
      cells,
    );
    currentCell()?.setAttribute('tabindex', '0');
    if (isFocusAwaited) focusCurrent();
    const visible = rowAxis.visible();
    if (visible !== undefined && count > 0) options.onVisible(visible.startIndex, visible.endIndex);
  }

  function drawRows(shown: readonly number[], cells: CellsOf): void {
    const staying = new Set(shown);
    const spare = [...rows].filter(([index]) => !staying.has(index)).map(([, row]) => row);
    const reused = new Set<Element>();
    const next = new Map<number, GridRow>();
    for (const index of shown) {
      const row = rows.get(index) ?? rowFor(index, spare.shift());
      if (!rows.has(index)) reused.add(row.element);
      row.draw(cells((column) => options.cell(index, column)));
      const isSelected = String(index === selected);
      if (row.element.ariaSelected !== isSelected) row.element.ariaSelected = isSelected;
      next.set(index, row);
    }
    for (const row of spare) row.element.remove();
    rows = next;
    arrange(
      body,
      [...rows.values()].map((row) => row.element),
      reused,
    );
  }

  function rowFor(index: number, spare: GridRow = gridRow('gridcell')): GridRow {
    spare.place(index + 2, index * ROW_PX);
    return spare;
  }

  function currentCell(): HTMLElement | undefined {
    return rows.get(current.row)?.cell(current.column);
  }

  function moveTo(next: GridPosition): void {
    currentCell()?.setAttribute('tabindex', '-1');
    current = next;
    rowAxis.keep(next.row);
    columnAxis.keep(next.column);
    draw();
  }

  function revealRow(): void {
    const top = current.row * ROW_PX;
    const height = scroller.clientHeight - HEADER_PX;
    scroller.scrollTop = Math.min(top, Math.max(scroller.scrollTop, top + ROW_PX - height));
    isInSight = true;
  }

  function revealCell(): void {
    revealRow();
    const { column } = current;
    const [left, width] = [starts[column] ?? 0, scroller.clientWidth];
    scroller.scrollLeft = Math.min(left, Math.max(scroller.scrollLeft, left + columnWidth(column) - width));
  }

  function focusCurrent(): void {
    const cell = currentCell();
    // A grid that was just brought into the page draws its rows a frame later.
    isFocusAwaited = cell === undefined;
    // The browser's own scrolling does not know of the sticky header.
    cell?.focus({ preventScroll: true });
    revealCell();
  }

  // Scrolling decides whether the current row is in sight; a change of height, by the record that opens below or by the
  // window, must not.
  scroller.addEventListener('scroll', () => {
    if (bodyHeight <= 0) return; // Not laid out yet.
    const top = current.row * ROW_PX - scroller.scrollTop;
    isInSight = top > -ROW_PX && top < bodyHeight;
  });
  new ResizeObserver(() => {
    bodyHeight = scroller.clientHeight - HEADER_PX;
    if (isInSight) revealRow();
  }).observe(scroller);

  scroller.addEventListener('keydown', (event) => {
    if (count === 0 || event.altKey) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      return options.onOpen(current.row);
    }
    const page = Math.max(1, Math.floor((scroller.clientHeight - HEADER_PX) / ROW_PX) - 1);
    const next = nextPosition(current, event, { rows: count, columns: columns.length, page });
    if (next === undefined) return;
    event.preventDefault();
    const rowChanged = next.row !== current.row;
    moveTo(next);
    focusCurrent();
    if (rowChanged) options.onMove(next.row);
  });
  // Assistive technology may focus a cell by itself.
  scroller.addEventListener('focusin', (event) => {
    const position = positionOf(event.target);
    if (position !== undefined && !isSame(position, current)) moveTo(position);
  });
  scroller.addEventListener('click', (event) => {
    const position = positionOf(event.target);
    // Dragging over text marks it for copying and opens nothing.
    if (position === undefined || getSelection()?.isCollapsed === false) return;
    moveTo(position);
    focusCurrent();
    options.onOpen(position.row);
  });

  return {
    element: scroller,
    setRowCount(next) {
      count = next;
      current = { row: 0, column: 0 };
      selected = undefined;
      isInSight = true;
      isFocusAwaited = false;
      for (const row of rows.values()) row.element.remove();
      rows = new Map();
      scroller.setAttribute('aria-rowcount', String(count + 1));
      body.style.height = `${count * ROW_PX}px`;
      scroller.scrollTop = 0;
      rowAxis.setCount(count);
      columnAxis.keep(0);
      draw();
    },
    refresh: draw,
    select(row) {
      selected = row;
      if (row === undefined || row === current.row) return draw();
      moveTo({ row, column: current.column });
      revealRow();
    },
    focus: focusCurrent,
  };
}

/** The cells of one row, from the texts of its columns. */
type CellsOf = (text: (column: number) => string | undefined) => readonly GridCell[];

/** Where each column begins, and last where the last one ends. */
function columnStarts(columns: readonly GridColumn[]): readonly number[] {
  const starts = [0];
  for (const { widthPx } of columns) starts.push((starts.at(-1) ?? 0) + widthPx);
  return starts;
}

function isSame(one: GridPosition, other: GridPosition): boolean {
  return one.row === other.row && one.column === other.column;
}

function positionOf(target: EventTarget | null): GridPosition | undefined {
  if (!(target instanceof Element)) return undefined;
  const cell = target.closest('[role=gridcell]');
  const row = cell?.closest('[role=row]');
  if (!cell || !row) return undefined;
  return {
    row: Number(row.getAttribute('aria-rowindex')) - 2,
    column: Number(cell.getAttribute('aria-colindex')) - 1,
  };
}
