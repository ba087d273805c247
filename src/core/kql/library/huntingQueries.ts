import { accessQueries } from './accessQueries.ts';
import { accountQueries } from './accountQueries.ts';
import { administrationQueries } from './administrationQueries.ts';
import { behaviourQueries } from './behaviourQueries.ts';
import { contentQueries } from './contentQueries.ts';
import type { HuntingQuery } from './huntingQuery.ts';

/** The library, in the order in which it is listed. */
export const huntingQueries: readonly HuntingQuery[] = [
  ...accessQueries,
  ...administrationQueries,
  ...accountQueries,
  ...contentQueries,
  ...behaviourQueries,
];
