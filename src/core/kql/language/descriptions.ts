import { aggregateDescriptions } from './descriptions/aggregateDescriptions.ts';
import { functionDescriptions } from './descriptions/functionDescriptions.ts';
import { operatorDescriptions } from './descriptions/operatorDescriptions.ts';

/** How an operator, function or aggregate is written, and what it does. */
export type DescriptionEntry = readonly [signature: string, text: string];

/** The most common ones, by name; the language service brings no texts of its own. `count` is the operator. */
export const descriptions: Readonly<Record<string, DescriptionEntry>> = {
  ...aggregateDescriptions,
  ...functionDescriptions,
  ...operatorDescriptions,
};
