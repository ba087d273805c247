import type { Row } from '../values.ts';

/**
 * The rows that window functions look at, which are those of the operator whose expressions they stand in, and the one
 * that is evaluated now. An operator renews it whenever it begins anew.
 */
export interface WindowFrame {
  rows: readonly Row[];
  index: number;
  /** Counts how often the operator has begun, so that what was computed before is not used again. */
  run: number;
}
