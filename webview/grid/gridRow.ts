import { element } from '../ui/element.ts';

/** One cell as it is to be drawn; an undefined text is not here yet. */
export interface GridCell {
  readonly column: number;
  readonly left: number;
  readonly width: number;
  readonly text: string | undefined;
}

export interface GridRow {
  readonly element: HTMLElement;
  /** Makes it the row of this number, which counts from 1, the header included. */
  place(rowIndex: number, topPx: number): void;
  /** Draws these cells, in the order of their columns, and no others. */
  draw(cells: readonly GridCell[]): void;
  cell(column: number): HTMLElement | undefined;
}

/** A row of a grid: an element that shows one row now and, scrolled out of sight, another one later. */
export function gridRow(role: 'gridcell' | 'columnheader'): GridRow {
  const row = element('div', { role: 'row', class: 'grid-row' });
  const drawn = new Map<number, HTMLElement>();
  const make = ({ column, left, width }: GridCell): HTMLElement => {
    const tabindex = role === 'gridcell' ? '-1' : undefined;
    const created = element('div', { role, class: 'grid-cell', 'aria-colindex': String(column + 1), tabindex });
    created.style.transform = `translateX(${left}px)`;
    created.style.width = `${width}px`;
    drawn.set(column, created);
    return created;
  };
  return {
    element: row,
    place(rowIndex, topPx) {
      row.setAttribute('aria-rowindex', String(rowIndex));
      row.style.transform = `translateY(${topPx}px)`;
    },
    draw(cells) {
      const columns = new Set(cells.map((cell) => cell.column));
      for (const [column, old] of drawn) {
        if (columns.has(column)) continue;
        old.remove();
        drawn.delete(column);
      }
      const elements = cells.map((cell) => {
        const shown = drawn.get(cell.column) ?? make(cell);
        const text = cell.text ?? '…';
        if (shown.textContent !== text) shown.textContent = text;
        return shown;
      });
      arrange(row, elements, new Set());
      row.classList.toggle(
        'loading',
        cells.some((cell) => cell.text === undefined),
      );
    },
    cell: (column) => drawn.get(column),
  };
}

/**
 * Brings the children into this order. Only new and reused ones are moved, never one that stays: moving the focused
 * element would lose the focus.
 */
export function arrange(parent: HTMLElement, ordered: readonly HTMLElement[], reused: ReadonlySet<Element>): void {
  let next = parent.firstElementChild;
  for (const child of ordered) {
    while (next !== null && next !== child && reused.has(next)) {
      const following: Element | null = next.nextElementSibling;
      next.remove();
      next = following;
    }
    if (child === next) next = next.nextElementSibling;
    else parent.insertBefore(child, next);
  }
}
