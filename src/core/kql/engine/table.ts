import type { PlanColumn } from '../plan.ts';
import type { Row } from '../values.ts';

export interface Table {
  readonly columns: readonly PlanColumn[];
  readonly rows: readonly Row[];
}
