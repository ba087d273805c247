import { element } from '../ui/element.ts';
import type { GridHeader } from './gridHeader.ts';

/** What a person does with the columns of a grid, by number. */
export interface ColumnActions {
  /** The title was clicked, or Enter was pressed on it. */
  readonly onSort: (column: number) => void;
  readonly onResize: (column: number, widthPx: number) => void;
  /** As wide as its content wants to be. */
  readonly onFit: (column: number) => void;
  /** Stands before the other one from now on; `to` may be the number after the last one. */
  readonly onMoveBefore: (column: number, to: number) => void;
  readonly onFilter: (column: number, text: string) => void;
}

const MIN_DRAG_PX = 6;

/** Lets the pointer sort, widen and move columns by their titles. */
export function listenToColumns(header: GridHeader, actions: ColumnActions): void {
  let drag: Drag | undefined;
  /** The click that ends a drag sorts nothing. */
  let wasDragged = false;
  header.element.addEventListener('pointerdown', (event) => {
    const column = header.columnAt(event.target);
    wasDragged = false;
    if (column === undefined || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const isResize = event.target instanceof Element && event.target.matches('.grid-handle');
    drag = isResize ? resizing(header, actions, { column, event }) : moving(header, actions, { column, event });
    wasDragged = isResize;
  });
  header.element.addEventListener('pointermove', (event) => {
    if (drag === undefined) return;
    if (!drag.isUnderWay && Math.abs(event.clientX - drag.startX) < MIN_DRAG_PX) return;
    if (!drag.isUnderWay) header.element.setPointerCapture(event.pointerId);
    drag.isUnderWay = true;
    wasDragged = true;
    drag.onMove(event);
  });
  const end = (event: PointerEvent): void => {
    if (drag?.isUnderWay) drag.onEnd(event.type === 'pointerup');
    drag = undefined;
  };
  header.element.addEventListener('pointerup', end);
  header.element.addEventListener('pointercancel', end);
  header.element.addEventListener('click', (event) => {
    const column = header.columnAt(event.target);
    if (column === undefined || wasDragged || event.ctrlKey || event.metaKey || event.shiftKey) return;
    actions.onSort(column);
  });
  header.element.addEventListener('dblclick', (event) => {
    const column = header.columnAt(event.target);
    if (column !== undefined && event.target instanceof Element && event.target.matches('.grid-handle')) {
      actions.onFit(column);
    }
  });
}

interface Drag {
  readonly startX: number;
  isUnderWay: boolean;
  readonly onMove: (event: PointerEvent) => void;
  readonly onEnd: (isDone: boolean) => void;
}

interface DragStart {
  readonly column: number;
  readonly event: PointerEvent;
}

function resizing(header: GridHeader, { onResize }: ColumnActions, { column, event }: DragStart): Drag {
  const startX = event.clientX;
  const startPx = header.cell(column)?.offsetWidth ?? 0;
  return {
    startX,
    isUnderWay: false,
    onMove: ({ clientX }) => onResize(column, startPx + clientX - startX),
    onEnd: (isDone) => {
      if (!isDone) onResize(column, startPx);
    },
  };
}

/** A line shows where the column would go. */
function moving(header: GridHeader, { onMoveBefore }: ColumnActions, { column, event }: DragStart): Drag {
  const line = element('div', { class: 'grid-drop' });
  let to = column;
  return {
    startX: event.clientX,
    isUnderWay: false,
    onMove: ({ clientX, clientY }) => {
      const titles = header.element.getBoundingClientRect();
      const hit = document.elementFromPoint(clientX, Math.min(Math.max(clientY, titles.top + 4), titles.top + 20));
      const over = header.columnAt(hit);
      if (over === undefined) return;
      const box = header.cell(over)?.getBoundingClientRect();
      if (box === undefined) return;
      const isRight = clientX > box.left + box.width / 2;
      to = isRight ? over + 1 : over;
      line.style.transform = `translateX(${(isRight ? box.right : box.left) - titles.left}px)`;
      if (!line.isConnected) header.element.append(line);
    },
    onEnd: (isDone) => {
      line.remove();
      if (isDone && to !== column && to !== column + 1) onMoveBefore(column, to);
    },
  };
}
