import { element } from '../ui/element.ts';

/** Where a cell stands in its row. */
export interface GridPlace {
  readonly column: number;
  readonly left: number;
  readonly width: number;
}

/** A row of a grid: an element that shows one row now and, scrolled out of sight, another one later. */
export interface GridRow {
  readonly element: HTMLElement;
  /** Makes it the row of this number, which counts from 1, the header included. */
  place(rowIndex: number, topPx: number): void;
  /** Draws cells at these places, in the order of their columns, and no others. */
  draw(places: readonly GridPlace[], fill: (cell: HTMLElement, column: number) => void): void;
  cell(column: number): HTMLElement | undefined;
}

export interface GridRowOptions {
  /** Makes a cell of no column yet. */
  readonly makeCell: () => HTMLElement;
  /** Stays at the left while the cells are scrolled. */
  readonly leading?: HTMLElement | undefined;
}

export function gridRow({ makeCell, leading }: GridRowOptions): GridRow {
  const row = element('div', { role: 'row', class: 'grid-row' }, leading === undefined ? [] : [leading]);
  const drawn = new Map<number, DrawnCell>();

  /** Cells that are out of sight show other columns now: making new ones would take longer. */
  function takeSpare(columns: ReadonlySet<number>): DrawnCell[] {
    const spare: DrawnCell[] = [];
    for (const [column, cell] of drawn) {
      if (columns.has(column)) continue;
      drawn.delete(column);
      spare.push(cell);
    }
    return spare;
  }

  return {
    element: row,
    place(rowIndex, topPx) {
      row.setAttribute('aria-rowindex', String(rowIndex));
      row.style.transform = `translateY(${topPx}px)`;
    },
    draw(places, fill) {
      const spare = takeSpare(new Set(places.map((place) => place.column)));
      const reused = new Set<Element>();
      const elements = places.map((place) => {
        const known = drawn.get(place.column);
        const cell = known ?? spare.pop() ?? { element: makeCell(), left: Number.NaN, width: Number.NaN };
        if (known === undefined) {
          cell.element.ariaColIndex = String(place.column + 1);
          drawn.set(place.column, cell);
          reused.add(cell.element);
        }
        put(cell, place);
        fill(cell.element, place.column);
        return cell.element;
      });
      for (const cell of spare) cell.element.remove();
      arrange(row, elements, { reused, after: leading });
    },
    cell: (column) => drawn.get(column)?.element,
  };
}

interface DrawnCell {
  readonly element: HTMLElement;
  left: number;
  width: number;
}

function put(cell: DrawnCell, { left, width }: GridPlace): void {
  if (cell.left !== left) cell.element.style.transform = `translateX(${left}px)`;
  if (cell.width !== width) cell.element.style.width = `${width}px`;
  cell.left = left;
  cell.width = width;
}

export interface ArrangeOptions {
  readonly reused?: ReadonlySet<Element>;
  /** Stays where it is, before them. */
  readonly after?: HTMLElement | undefined;
}

/**
 * Brings the children into this order. Only new and reused ones are moved, never one that stays: moving the focused
 * element would lose the focus.
 */
export function arrange(
  parent: HTMLElement,
  ordered: readonly HTMLElement[],
  { reused, after }: ArrangeOptions = {},
): void {
  let next = after === undefined ? parent.firstElementChild : after.nextElementSibling;
  for (const child of ordered) {
    while (next !== null && next !== child && reused?.has(next)) {
      const following: Element | null = next.nextElementSibling;
      next.remove();
      next = following;
    }
    if (child === next) next = next.nextElementSibling;
    else parent.insertBefore(child, next);
  }
}
