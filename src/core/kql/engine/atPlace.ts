import type { Place } from '../plan.ts';
import { QueryError } from './functionTable.ts';

/** Gives the place to a QueryError that has none yet. */
export function atPlace<T>(place: Place, compile: () => T): T {
  try {
    return compile();
  } catch (error) {
    if (!(error instanceof QueryError) || error.place !== undefined) throw error;
    throw new QueryError(error.message, error.unsupported, place);
  }
}
