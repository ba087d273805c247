import { QueryError } from './functionTable.ts';

/** Counts the cells that operators hold at once, and ends a run that would hold too many. */
export interface Memory {
  /** @throws QueryError beyond the limit. */
  readonly hold: (cells: number) => void;
  readonly release: (cells: number) => void;
}

export function createMemory(maxCells: number): Memory {
  let held = 0;
  return {
    hold: (cells) => {
      held += cells;
      if (held > maxCells) {
        throw new QueryError(
          `The query needs more memory than it may have: its operators hold more than ${maxCells.toLocaleString('en')} values at once. Filter, or project fewer columns, before sorting, joining or summarizing.`,
        );
      }
    },
    release: (cells) => {
      held -= cells;
    },
  };
}
