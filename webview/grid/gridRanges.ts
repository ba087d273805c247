import type { GridBody } from './gridBody.ts';
import type { GridHeader } from './gridHeader.ts';
import type { GridPosition } from './gridKeys.ts';
import { type Point, selectByPointer } from './gridPointer.ts';
import { type GridExtent, type GridRange, type GridSelection, isInRange, rangeOf } from './gridSelection.ts';
import type { GridSight } from './gridSight.ts';

/** The cells of a grid that are selected, and how the pointer selects them. */
export interface GridRanges {
  readonly range: GridRange | undefined;
  readonly selection: GridSelection;
  /** Selects this and goes to its head. */
  choose(selection: GridSelection): void;
  /** Selects a whole column; all columns from the anchor on, where one is given. */
  chooseColumn(column: number, anchor?: GridPosition): void;
  /** Selects one cell only, without going there; a title is none. */
  set(position: GridPosition): void;
}

export interface GridRangesOptions {
  readonly scroller: HTMLElement;
  readonly header: GridHeader;
  readonly body: GridBody;
  readonly sight: GridSight;
  readonly extent: () => GridExtent;
  readonly current: () => GridPosition;
  readonly moveTo: (position: GridPosition) => void;
  readonly focusCurrent: () => void;
  readonly onSelect: () => void;
  readonly onOpen: (row: number) => void;
  readonly onMenu: ((position: GridPosition, at: Point) => void) | undefined;
}

export function gridRanges(options: GridRangesOptions): GridRanges {
  const { scroller, header, body, sight, extent, current, moveTo, focusCurrent } = options;
  let selection: GridSelection = { kind: 'cells', anchor: current(), head: current() };
  const ranges: GridRanges = {
    get range() {
      return rangeOf(selection, extent());
    },
    get selection() {
      return selection;
    },
    choose(next) {
      selection = next;
      moveTo(next.head);
      options.onSelect();
    },
    chooseColumn(column, anchor = { row: current().row, column }) {
      ranges.choose({ kind: 'columns', anchor, head: { row: current().row, column } });
    },
    set(position) {
      if (position.row >= 0) selection = { kind: 'cells', anchor: position, head: position };
    },
  };

  function press(event: PointerEvent): 'selecting' | undefined {
    const number = body.numberAt(event.target);
    const head = number === undefined ? body.positionOf(event.target) : { row: number, column: current().column };
    if (head === undefined) return undefined;
    const anchor = event.shiftKey ? selection.anchor : head;
    ranges.choose({ kind: number === undefined ? 'cells' : 'rows', anchor, head });
    focusCurrent();
    return 'selecting';
  }

  function drag(head: GridPosition): void {
    const { column } = selection.head;
    if (head.row === selection.head.row && head.column === column) return;
    ranges.choose({ ...selection, head: selection.kind === 'rows' ? { ...head, column } : head });
    body.cell(current())?.focus({ preventScroll: true });
  }

  selectByPointer({ scroller, onPress: press, onDrag: drag, nearest: sight.nearest, cellArea: sight.area });
  scroller.addEventListener('click', (event) => {
    const title = header.columnAt(event.target);
    if (title === undefined) return;
    if (event.ctrlKey || event.metaKey) ranges.chooseColumn(title);
    else if (event.shiftKey) ranges.chooseColumn(title, selection.anchor);
  });
  scroller.addEventListener('dblclick', (event) => {
    const position = body.positionOf(event.target);
    if (position !== undefined) options.onOpen(position.row);
  });
  // A press on a row's number would take the focus out of the grid.
  scroller.addEventListener('mousedown', (event) => {
    if (body.numberAt(event.target) !== undefined) event.preventDefault();
  });
  scroller.addEventListener('contextmenu', (event) => {
    if (event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    const title = header.columnAt(event.target);
    const position = title === undefined ? body.positionOf(event.target) : { row: -1, column: title };
    if (position === undefined) return;
    if (!isInRange(ranges.range, position.row, position.column)) ranges.set(position);
    moveTo(position);
    options.onSelect();
    focusCurrent();
    options.onMenu?.(position, { x: event.clientX, y: event.clientY });
  });
  return ranges;
}
