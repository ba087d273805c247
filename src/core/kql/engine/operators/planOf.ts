import type { Plan } from '../../plan.ts';

/** The plan of one operator, by its kind. */
export type PlanOf<Kind extends Plan['kind']> = Extract<Plan, { readonly kind: Kind }>;
