import type { Cell, ScalarType } from '../../../values.ts';
import { cellConverter } from '../../convertCell.ts';
import type { Argument } from '../../functionTable.ts';

/**
 * A constant as one of the type that it is compared with: `EventID == "4625"` compares numbers, and `ResultType == 0`
 * texts. Undefined for what is no constant, and where the constant is no value of that type.
 */
export function constantAs({ type: from, constant }: Argument, type: ScalarType): Argument | undefined {
  if (constant === undefined || constant.value === null) return undefined;
  const isWritten = from === 'string' || (type === 'string' && (from === 'int' || from === 'long'));
  const value: Cell = isWritten && from !== type ? cellConverter(from, type)(constant.value) : null;
  return value === null ? undefined : { type, evaluate: () => value, constant: { value } };
}
