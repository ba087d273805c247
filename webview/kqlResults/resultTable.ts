import * as l10n from '@vscode/l10n';
import type { CopyFormat, ResultInfo, ResultView } from '../../src/protocol/kqlResults.ts';
import { visibleText } from '../grid/cellText.ts';
import { type Grid, grid } from '../grid/grid.ts';
import type { GridColumn } from '../grid/gridColumn.ts';
import type { GridPosition } from '../grid/gridKeys.ts';
import type { Point } from '../grid/gridPointer.ts';
import { cellsOf, type GridRange } from '../grid/gridSelection.ts';
import { openMenu } from '../ui/menu.ts';
import { type ColumnLayout, moveBefore, resize, setHidden, shownColumns } from './columnLayout.ts';
import { type WidthOf, widthMeasure } from './columnWidths.ts';
import { isNumericType, resultCell } from './resultCell.ts';
import { layoutOf, type ResultMemory } from './resultMemory.ts';
import { cellMenu, columnMenu } from './resultMenus.ts';
import { type ResultsHost, resultRows } from './resultRows.ts';

/** The rows of one result, and how they are looked at. */
export interface ResultTable {
  readonly element: HTMLElement;
  /** Resolves once the first rows are shown, or cannot be. */
  open(): Promise<void>;
  /** Rows in the view: fewer than in the result when it is filtered. */
  readonly rows: number;
  readonly layout: ColumnLayout;
  setLayout(layout: ColumnLayout): void;
  readonly hasFilters: boolean;
  toggleFilters(): void;
  clearFilters(): void;
  /** The selected cells, once what is shown and how the host looks at it are the same. */
  selection(): Promise<GridRange | undefined>;
  markRow(row: number | undefined): void;
  focus(): void;
  /** How it is looked at now. */
  remember(): Pick<ResultMemory, TableMemory>;
  dispose(): void;
}

type TableMemory = 'order' | 'hidden' | 'widthsPx' | 'sort' | 'hasFilters' | 'filters' | 'row' | 'column';

export interface ResultTableOptions {
  readonly host: ResultsHost;
  readonly result: ResultInfo;
  readonly memory: ResultMemory;
  readonly onOpenRow: (row: number) => void;
  /** The current cell, or what is selected, changed. */
  readonly onSelect: (at: TablePlace, range: GridRange | undefined) => void;
  /** Other rows are shown, or otherwise. */
  readonly onLooked: () => void;
  readonly onFailure: (message: string, retry: () => void) => void;
  readonly onCopy: (format: CopyFormat) => void;
  readonly onFilterQuery: (cell: GridPosition, exclude: boolean) => void;
}

export interface TablePlace {
  readonly row: number;
  /** The column's name. */
  readonly column: string;
}

/** So many rows are looked at for the width of the columns. */
const WIDTH_ROWS = 60;

export function resultTable(options: ResultTableOptions): ResultTable {
  const { host, result, memory } = options;
  const { columns } = result;
  const widthOf: WidthOf = widthMeasure();
  let layout = layoutOf(memory);
  let sort = memory.sort;
  const filters = new Map(memory.filters.map(({ column, contains }) => [column, contains]));
  let hasFilters = memory.hasFilters;
  /** What the rows on the screen are, which what is wanted may be ahead of. */
  let shown: readonly number[] = [];
  let count = 0;
  let place: GridPosition = { row: memory.row, column: memory.column };
  let isFilterAwaited = false;

  const rows = resultRows({
    host,
    id: result.id,
    onLooked: (view, rowCount) => show(view, rowCount),
    onRows: () => table.refresh(),
    onFailure: options.onFailure,
  });
  const table: Grid = grid({
    label: l10n.t('Result'),
    columns: [],
    hasRowNumbers: true,
    cell: (row, at) => {
      const text = rows.row(row)?.[at];
      return text === undefined ? undefined : resultCell(text);
    },
    onVisible: rows.want,
    onOpen: options.onOpenRow,
    onSelect: tellSelection,
    onMenu: showMenu,
    columnActions: {
      onSort: (at) => {
        const direction = sort?.column !== shown[at] ? 'ascending' : sort?.descending ? undefined : 'descending';
        sortBy(at, direction);
      },
      onResize: (at, widthPx) => setWidth(shown[at], widthPx),
      onFit: (at) => fitWidth(shown[at]),
      onMoveBefore: (at, to) => {
        const column = shown[at];
        if (column !== undefined) setLayout(moveBefore(layout, column, shown[to]));
      },
      onFilter: (at, text) => {
        const column = shown[at];
        if (column === undefined) return;
        filters.set(column, text);
        lookSoon();
      },
    },
  });
  table.showFilters(hasFilters);
  table.element.addEventListener('keydown', (event) => {
    const isFind = event.key === '/' || (event.key.toLowerCase() === 'f' && (event.ctrlKey || event.metaKey));
    if (event.target instanceof HTMLInputElement) leaveFilter(event);
    else if (isFind && !event.altKey) {
      event.preventDefault();
      // VS Code would find in an editor, too.
      event.stopPropagation();
      filterColumn(table.current.column);
    }
  });

  function view(): ResultView {
    return {
      sort,
      filters: [...filters].flatMap(([column, contains]) => (contains === '' ? [] : [{ column, contains }])),
      columns: shownColumns(layout),
    };
  }

  /** Once a frame: what is typed faster than it is drawn need not be looked at. */
  function lookSoon(): void {
    if (isFilterAwaited) return;
    isFilterAwaited = true;
    requestAnimationFrame(() => {
      isFilterAwaited = false;
      place = { row: 0, column: table.current.column };
      void rows.look(view(), 0);
    });
  }

  function look(at: GridPosition): void {
    place = at;
    void rows.look(view(), at.row);
  }

  function show(looked: ResultView, rowCount: number): void {
    const isFirst = shown.length === 0;
    shown = looked.columns;
    count = rowCount;
    if (isFirst) guessWidths();
    table.setColumns(gridColumns());
    table.setRowCount(count, place);
    options.onLooked();
  }

  function guessWidths(): void {
    for (const column of shown) {
      if (!layout.widthsPx.has(column)) layout = resize(layout, column, wantedWidth(column));
    }
  }

  function wantedWidth(column: number): number {
    const first = Math.max(0, Math.min(table.current.row, count - WIDTH_ROWS));
    const at = shown.indexOf(column);
    const texts = Array.from({ length: WIDTH_ROWS }, (_, step) => rows.row(first + step)?.[at]);
    const known = columns[column] ?? { name: '', type: 'string' };
    return widthOf(
      known,
      texts.filter((text) => text !== undefined),
    );
  }

  function gridColumns(): readonly GridColumn[] {
    return shown.map((column) => {
      const { name, type } = columns[column] ?? { name: '', type: '' };
      const title = visibleText(name);
      return {
        title,
        hint: type,
        description: l10n.t('{0}, {1}', title, type),
        widthPx: layout.widthsPx.get(column) ?? wantedWidth(column),
        isNumeric: isNumericType(type),
        sort: sort?.column !== column ? undefined : sort.descending ? 'descending' : 'ascending',
        filter: filters.get(column) ?? '',
        filterLabel: l10n.t('Filter {0}: contains', title),
        filterHint: l10n.t('Contains…'),
      };
    });
  }

  function sortBy(at: number, direction: 'ascending' | 'descending' | undefined): void {
    const column = shown[at];
    if (column === undefined) return;
    sort = direction === undefined ? undefined : { column, descending: direction === 'descending' };
    look({ row: Math.min(0, table.current.row), column: at });
  }

  function setWidth(column: number | undefined, widthPx: number): void {
    if (column === undefined) return;
    layout = resize(layout, column, widthPx);
    table.setColumns(gridColumns());
  }

  function fitWidth(column: number | undefined): void {
    if (column !== undefined) setWidth(column, wantedWidth(column));
  }

  function setLayout(next: ColumnLayout): void {
    const current = shown[table.current.column];
    layout = next;
    const at = current === undefined ? 0 : Math.max(0, shownColumns(next).indexOf(current));
    look({ row: table.current.row, column: at });
  }

  function filterColumn(at: number): void {
    hasFilters = true;
    table.showFilters(true);
    table.focusFilter(at);
    options.onLooked();
  }

  function leaveFilter(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || event.isComposing || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    const isEmpty = event.target.value === '';
    event.target.value = '';
    if (isEmpty) table.focus();
    else event.target.dispatchEvent(new Event('input'));
  }

  function tellSelection(): void {
    const { row, column } = table.current;
    const range = table.range;
    const name = columns[shown[column] ?? -1]?.name ?? '';
    options.onSelect({ row, column: name }, range !== undefined && cellsOf(range) > 1 ? range : undefined);
  }

  function showMenu(position: GridPosition, at: Point): void {
    const { row, column: shownAt } = position;
    const column = shown[shownAt];
    if (column === undefined) return;
    const hide = shown.length > 1 ? () => setLayout(setHidden(layout, column, true)) : undefined;
    const label = visibleText(columns[column]?.name ?? '');
    const text = rows.row(row)?.[shownAt];
    const move = (step: -1 | 1) => () =>
      setLayout(moveBefore(layout, column, step < 0 ? shown[shownAt - 1] : shown[shownAt + 2]));
    const groups =
      row < 0
        ? columnMenu({
            sort: (direction) => sortBy(shownAt, direction),
            filter: () => filterColumn(shownAt),
            fitWidth: () => fitWidth(column),
            select: () => table.selectColumn(shownAt),
            hide,
            moveLeft: shownAt > 0 ? move(-1) : undefined,
            moveRight: shownAt < shown.length - 1 ? move(1) : undefined,
          })
        : cellMenu({
            copy: options.onCopy,
            filterQuery: (exclude) => options.onFilterQuery(position, exclude),
            filterByValue:
              text === null || text === undefined || text === '' ? undefined : () => filterBy(column, text),
            showRow: () => options.onOpenRow(row),
            hideColumn: hide,
          });
    openMenu({ label, groups: () => groups, at });
  }

  function filterBy(column: number, text: string): void {
    filters.set(column, text);
    hasFilters = true;
    table.showFilters(true);
    look({ row: 0, column: table.current.column });
  }

  return {
    element: table.element,
    open: () => rows.look(view(), memory.row),
    get rows() {
      return count;
    },
    get layout() {
      return layout;
    },
    setLayout,
    get hasFilters() {
      return hasFilters;
    },
    toggleFilters() {
      if (!hasFilters) return filterColumn(table.current.column);
      hasFilters = false;
      table.showFilters(false);
      options.onLooked();
      const wasFiltered = view().filters.length > 0;
      filters.clear();
      if (wasFiltered) look({ row: 0, column: table.current.column });
    },
    clearFilters() {
      filters.clear();
      look({ row: 0, column: table.current.column });
    },
    async selection() {
      await rows.settled();
      return table.range;
    },
    markRow: table.select,
    focus: table.focus,
    remember: () => ({
      order: layout.order,
      hidden: [...layout.hidden],
      widthsPx: [...layout.widthsPx],
      sort,
      hasFilters,
      filters: view().filters,
      row: Math.max(0, table.current.row),
      column: table.current.column,
    }),
    dispose: rows.dispose,
  };
}
