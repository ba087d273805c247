import { element } from '../ui/element.ts';
import { icon } from '../ui/icon.ts';
import type { GridColumn } from './gridColumn.ts';
import { type ColumnActions, listenToColumns } from './gridColumnPointer.ts';
import { type GridPlace, gridRow } from './gridRow.ts';

/** What stands above the rows: the columns' titles, and fields to filter by when they are wanted. */
export interface GridHeader {
  readonly element: HTMLElement;
  /** The rows it has now, and how high they are together. */
  readonly rows: number;
  readonly heightPx: number;
  setWidth(widthPx: number): void;
  draw(places: readonly GridPlace[], columns: readonly GridColumn[]): void;
  cell(column: number): HTMLElement | undefined;
  /** The column whose title an element is, or is in. */
  columnAt(target: EventTarget | null): number | undefined;
  readonly hasFilters: boolean;
  showFilters(shown: boolean): void;
  filter(column: number): HTMLInputElement | undefined;
  /** The column whose filter this is. */
  filterAt(target: EventTarget | null): number | undefined;
}

export interface GridHeaderOptions {
  /** Without it the titles only name the columns. */
  readonly actions: ColumnActions | undefined;
  readonly hasRowNumbers: boolean;
}

const TITLES_PX = 26;
const FILTERS_PX = 28;

export function gridHeader({ actions, hasRowNumbers }: GridHeaderOptions): GridHeader {
  const corner = (): HTMLElement | undefined =>
    hasRowNumbers ? element('div', { role: 'presentation', class: 'grid-corner' }) : undefined;
  const titles = gridRow({
    leading: corner(),
    makeCell: actions === undefined ? () => element('div', { role: 'columnheader', class: 'grid-cell' }) : titleCell,
  });
  const filters = gridRow({ leading: corner(), makeCell: () => filterCell(onFilter) });
  /** The cell of a filter may show another column by now. */
  function onFilter(input: HTMLInputElement): void {
    const column = self.filterAt(input);
    if (column !== undefined) actions?.onFilter(column, input.value);
  }
  titles.place(1, 0);
  filters.place(2, 0);
  filters.element.classList.add('grid-filters');
  const header = element('div', { role: 'rowgroup', class: 'grid-header' }, [titles.element]);
  let hasFilters = false;
  const columnAt = (target: EventTarget | null, selector: string): number | undefined => {
    const cell = target instanceof Element ? target.closest(selector) : null;
    return cell && header.contains(cell) ? Number(cell.ariaColIndex) - 1 : undefined;
  };
  const self: GridHeader = {
    element: header,
    get rows() {
      return hasFilters ? 2 : 1;
    },
    get heightPx() {
      return hasFilters ? TITLES_PX + FILTERS_PX : TITLES_PX;
    },
    get hasFilters() {
      return hasFilters;
    },
    setWidth(widthPx) {
      for (const row of [titles, filters]) row.element.style.width = `${widthPx}px`;
    },
    draw(places, columns) {
      titles.draw(places, (cell, column) => drawTitle(cell, columns[column]));
      if (hasFilters) filters.draw(places, (cell, column) => drawFilter(cell, columns[column]));
    },
    cell: titles.cell,
    columnAt: (target) => columnAt(target, '[role=columnheader]'),
    showFilters(shown) {
      hasFilters = shown;
      if (shown) header.append(filters.element);
      else filters.element.remove();
      header.style.height = `${self.heightPx}px`;
    },
    filter: (column) => filters.cell(column)?.querySelector('input') ?? undefined,
    filterAt: (target) => (target instanceof HTMLInputElement ? columnAt(target, '.grid-filters > *') : undefined),
  };
  if (actions !== undefined) listenToColumns(self, actions);
  return self;
}

function titleCell(): HTMLElement {
  return element('div', { role: 'columnheader', class: 'grid-cell', tabindex: '-1' }, [
    element('span', { class: 'grid-title' }),
    element('span', { class: 'grid-hint' }),
    element('span', { class: 'grid-sort' }),
    element('span', { class: 'grid-handle' }),
  ]);
}

function drawTitle(cell: HTMLElement, column: GridColumn | undefined): void {
  const title = column?.title ?? '';
  const [shown, hint, arrow] = cell.children;
  if (shown === undefined || hint === undefined) {
    if (cell.textContent !== title) cell.textContent = title;
    return;
  }
  if (shown.textContent !== title) shown.textContent = title;
  if (hint.textContent !== column?.hint) hint.textContent = column?.hint ?? '';
  const description = column?.description ?? title;
  if (cell.ariaLabel !== description) {
    cell.ariaLabel = description;
    cell.title = description;
  }
  cell.classList.toggle('number', column?.isNumeric === true);
  const sort = column?.sort ?? 'none';
  if (cell.ariaSort === sort) return;
  cell.ariaSort = sort;
  arrow?.replaceChildren(...(sort === 'none' ? [] : [icon(sort === 'ascending' ? 'sortUp' : 'sortDown')]));
}

function filterCell(onFilter: (input: HTMLInputElement) => void): HTMLElement {
  const input = element('input', { type: 'text', class: 'native-input', spellcheck: 'false', autocomplete: 'off' });
  input.addEventListener('input', () => onFilter(input));
  return element('div', { role: 'gridcell', class: 'grid-cell' }, [input]);
}

function drawFilter(cell: HTMLElement, column: GridColumn | undefined): void {
  const input = cell.querySelector('input');
  if (input === null || column === undefined) return;
  const filter = column.filter ?? '';
  // What is being typed is newer than what is known here.
  if (input !== document.activeElement && input.value !== filter) input.value = filter;
  if (input.ariaLabel !== column.filterLabel) input.ariaLabel = column.filterLabel ?? '';
  if (input.placeholder !== column.filterHint) input.placeholder = column.filterHint ?? '';
  input.classList.toggle('active', filter !== '');
}
