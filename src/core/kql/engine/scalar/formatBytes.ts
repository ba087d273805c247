import { type Evaluator, QueryError, type ScalarCall, type ScalarFunctions } from '../functionTable.ts';
import { countAt, realAt } from './callArguments.ts';
import { textAt } from './textArguments.ts';

export const byteFormats: ScalarFunctions = { format_bytes: formatBytes };

const UNITS = ['Bytes', 'KB', 'MB', 'GB', 'TB', 'PB', 'EB'];

/** `19.08 MB`; in the largest unit of which there is at least one, unless the unit is given. */
function formatBytes(call: ScalarCall): Evaluator {
  const size = realAt(call, 0);
  const precision = call.args.length > 1 ? countAt(call, 1) : () => 0;
  const units = call.args.length > 2 ? textAt(call, 2) : () => '';
  return (row) => {
    const [bytes, digits, unit] = [size(row), precision(row), units(row)];
    if (bytes === null) return '';
    if (bytes < 0 || !Number.isFinite(bytes) || digits === null || digits < 0 || digits > 15) {
      throw new QueryError(`format_bytes(${bytes}, ${digits}) is not supported.`, call.name);
    }
    const exponent = unit === '' ? bestUnit(bytes) : UNITS.indexOf(unit);
    if (exponent === -1) throw new QueryError(`format_bytes() has no unit '${unit}'.`, call.name);
    const text = (bytes / 1024 ** exponent).toFixed(digits);
    if (digits > 0 && text.endsWith('0')) {
      throw new QueryError('format_bytes() of a number with zeros behind the point is not supported.', call.name);
    }
    return `${text} ${UNITS[exponent]}`;
  };
}

function bestUnit(bytes: number): number {
  let exponent = 0;
  while (exponent < UNITS.length - 1 && bytes >= 1024 ** (exponent + 1)) exponent++;
  return exponent;
}
