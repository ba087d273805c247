import type { ScalarFunctions } from '../../functionTable.ts';
import { arithmeticOperators } from './arithmeticOperators.ts';
import { betweenOperators } from './betweenOperators.ts';
import { comparisonOperators } from './comparisonOperators.ts';
import { logicOperators } from './logicOperators.ts';
import { membershipOperators } from './membershipOperators.ts';
import { pathOperators } from './pathOperators.ts';
import { regexOperators } from './regexOperators.ts';
import { termOperators } from './termOperators.ts';
import { textOperators } from './textOperators.ts';

/** Everything in an expression that is not written as a function, and `not`. */
export const operators: ScalarFunctions = {
  ...arithmeticOperators,
  ...betweenOperators,
  ...comparisonOperators,
  ...logicOperators,
  ...membershipOperators,
  ...pathOperators,
  ...regexOperators,
  ...termOperators,
  ...textOperators,
};
