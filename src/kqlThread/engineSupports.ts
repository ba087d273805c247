import { aggregateFunctions } from '../core/kql/engine/aggregates/aggregateFunctions.ts';
import { plugins } from '../core/kql/engine/plugins/plugins.ts';
import { scalarFunctions } from '../core/kql/engine/scalar/scalarFunctions.ts';
import { windowFunctions } from '../core/kql/engine/windowFunctions.ts';
import type { Supports } from '../core/kql/planner/scope.ts';

/** What the engine of this version can run. */
export const engineSupports: Supports = {
  scalar: (name) => Object.hasOwn(scalarFunctions, name),
  aggregate: (name) => Object.hasOwn(aggregateFunctions, name),
  window: (name) => Object.hasOwn(windowFunctions, name),
  plugin: (name) => Object.hasOwn(plugins, name),
};
