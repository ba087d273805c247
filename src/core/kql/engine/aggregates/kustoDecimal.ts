import { Decimal } from 'decimal.js';

/** Kusto's decimals are of 128 bits, with 34 digits. A sum or quotient of these keeps them all. */
export const KustoDecimal = Decimal.clone({ precision: 34 });
