import type { Plan } from '../../plan.ts';
import { stringValue } from '../literals.ts';
import type { Scope } from '../scope.ts';
import { elements, items, nameOf, present, type Syntax, textOf } from '../syntax.ts';

/** Changes nothing in the table. Only that at the very end of the query is heeded: it is planned last. */
export function planRender(node: Syntax<'RenderOperator'>, input: Plan, scope: Scope): Plan {
  const properties = [...items(node.Parameters), ...elements(node.WithClause?.Properties)].map((property) => {
    const value = present(property.Expression);
    return [nameOf(property.Name), stringValue(value) ?? value.toString()?.trim() ?? ''] as const;
  });
  if (scope.calls.length > 0) return input;
  scope.session.render = { kind: textOf(node.ChartType), properties: Object.fromEntries(properties) };
  return input;
}
