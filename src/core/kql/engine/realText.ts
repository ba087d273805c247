/**
 * The text of a real number as Kusto writes it: the fewest digits that give the number back, `5.0` for an integer, and an
 * exponent from 1E+15 and below 1E-04.
 */
export function realText(value: number): string {
  if (Number.isInteger(value) && value < FIRST_WITH_EXPONENT && value > -FIRST_WITH_EXPONENT) {
    return Object.is(value, -0) ? '-0.0' : `${value}.0`;
  }
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
  const size = Math.abs(value);
  return size >= SMALLEST_PLAIN && size < FIRST_WITH_EXPONENT ? `${value}` : withExponent(value);
}

const FIRST_WITH_EXPONENT = 1e15;
const SMALLEST_PLAIN = 1e-4;

/** At least two digits of exponent, with its sign. */
function withExponent(value: number): string {
  const [digits = '', exponent = ''] = value.toExponential().split('e');
  return `${digits}E${exponent.slice(0, 1)}${exponent.slice(1).padStart(2, '0')}`;
}
