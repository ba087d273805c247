import type { Plan } from '../../plan.ts';
import type { Scope } from '../scope.ts';
import { nameOf, type Syntax } from '../syntax.ts';
import { tableBinding } from '../userFunctions.ts';

/** Names what comes before it, for what comes after. */
export function planAs(node: Syntax<'AsOperator'>, input: Plan, scope: Scope): Plan {
  const binding = tableBinding(input, scope);
  scope.names.declared.set(nameOf(node.Name), binding);
  return binding.plan;
}
