import { element } from '../ui/element.ts';
import type { GridPosition } from './gridKeys.ts';
import { arrange, type GridPlace, type GridRow, gridRow } from './gridRow.ts';
import { type GridRange, isInRange } from './gridSelection.ts';

/** The rows of a grid that are in the page now. */
export interface GridBody {
  readonly element: HTMLElement;
  setSize(widthPx: number, heightPx: number): void;
  /** Draws these rows, by number and in their order, and no others. */
  draw(rows: readonly number[], places: readonly GridPlace[]): void;
  /** Takes all rows out of the page. */
  clear(): void;
  cell(position: GridPosition): HTMLElement | undefined;
  /** The cell that an element is, or is in; undefined when it is none. */
  positionOf(target: EventTarget | null): GridPosition | undefined;
  /** The row whose number was hit. */
  numberAt(target: EventTarget | null): number | undefined;
}

export interface GridBodyOptions {
  /** The text of a cell; null for one that holds no value, undefined while it is not here. */
  readonly cell: (row: number, column: number) => string | null | undefined;
  readonly isNumeric: (column: number) => boolean;
  readonly isRowSelected: (row: number) => boolean;
  /** Undefined where cells cannot be selected. */
  readonly range?: (() => GridRange | undefined) | undefined;
  readonly hasRowNumbers: boolean;
  /** Rows above the first one, which take part in the count of rows. */
  readonly headerRows: () => number;
}

export const ROW_PX = 22;

export function gridBody(options: GridBodyOptions): GridBody {
  // One layer for all numbers: a sticky cell in each row would be one each.
  const numbers = options.hasRowNumbers ? element('div', { class: 'grid-numbers', 'aria-hidden': 'true' }) : undefined;
  const body = element('div', { role: 'rowgroup', class: 'grid-body' }, numbers === undefined ? [] : [numbers]);
  let rows: ReadonlyMap<number, DrawnRow> = new Map();

  function rowFor(index: number, spare: DrawnRow | undefined): DrawnRow {
    const row = spare ?? makeRow();
    row.place(index + 1 + options.headerRows(), index * ROW_PX);
    row.number.textContent = String(index + 1);
    row.number.style.transform = `translateY(${index * ROW_PX}px)`;
    return row;
  }

  function makeRow(): DrawnRow {
    const number = element('div', { class: 'grid-number' });
    numbers?.append(number);
    const makeCell = (): HTMLElement => element('div', { role: 'gridcell', class: 'grid-cell', tabindex: '-1' });
    return { number, ...gridRow({ makeCell }) };
  }

  function drawRow(index: number, row: DrawnRow, places: readonly GridPlace[]): void {
    const range = options.range?.();
    let isLoading = false;
    row.draw(places, (cell, column) => {
      const text = options.cell(index, column);
      isLoading ||= text === undefined;
      drawCell(cell, text);
      toggle(cell, 'number', options.isNumeric(column));
      if (options.range !== undefined) setSelected(cell, isInRange(range, index, column));
    });
    toggle(row.element, 'loading', isLoading);
    const isSelected = options.isRowSelected(index);
    if (options.range === undefined) setSelected(row.element, isSelected);
    else mark(row, isSelected);
  }

  return {
    element: body,
    setSize(widthPx, heightPx) {
      body.style.width = `${widthPx}px`;
      body.style.height = `${heightPx}px`;
    },
    draw(shown, places) {
      const staying = new Set(shown);
      const spare = [...rows].filter(([index]) => !staying.has(index)).map(([, row]) => row);
      const reused = new Set<Element>();
      const next = new Map<number, DrawnRow>();
      for (const index of shown) {
        const row = rows.get(index) ?? rowFor(index, spare.shift());
        if (!rows.has(index)) reused.add(row.element);
        drawRow(index, row, places);
        next.set(index, row);
      }
      for (const row of spare) remove(row);
      rows = next;
      arrange(
        body,
        [...rows.values()].map((row) => row.element),
        { reused, after: numbers },
      );
    },
    clear() {
      for (const row of rows.values()) remove(row);
      rows = new Map();
    },
    cell: ({ row, column }) => rows.get(row)?.cell(column),
    positionOf(target) {
      const cell = target instanceof Element ? target.closest('[role=gridcell]') : null;
      const row = rowOf(cell);
      return row === undefined ? undefined : { row, column: Number(cell?.ariaColIndex) - 1 };
    },
    numberAt(target) {
      const number = target instanceof Element ? target.closest('.grid-number') : null;
      return number && body.contains(number) ? Number(number.textContent) - 1 : undefined;
    },
  };

  function rowOf(cell: Element | null): number | undefined {
    const row = cell?.parentElement;
    return row && body.contains(row) ? Number(row.ariaRowIndex) - 1 - options.headerRows() : undefined;
  }
}

interface DrawnRow extends GridRow {
  /** Its number, beside it. */
  readonly number: HTMLElement;
}

function drawCell(cell: HTMLElement, text: string | null | undefined): void {
  const shown = text === null ? 'null' : (text ?? '…');
  if (cell.textContent !== shown) cell.textContent = shown;
  toggle(cell, 'null', text === null);
}

function toggle(target: Element, name: string, isOn: boolean): void {
  if (target.classList.contains(name) !== isOn) target.classList.toggle(name, isOn);
}

/** Where cells are selected, a row is only marked. */
function mark(row: DrawnRow, isMarked: boolean): void {
  toggle(row.element, 'marked', isMarked);
  toggle(row.number, 'marked', isMarked);
  const current = isMarked ? 'true' : null;
  if (row.element.ariaCurrent !== current) row.element.ariaCurrent = current;
}

function remove(row: DrawnRow): void {
  row.element.remove();
  row.number.remove();
}

function setSelected(target: Element, isSelected: boolean): void {
  const text = String(isSelected);
  if (target.ariaSelected !== text) target.ariaSelected = text;
}
