import type { Plan } from './../plan.ts';
import { stringValue } from './literals.ts';
import { checkParameters } from './operators/operatorParts.ts';
import { declaredType } from './operators/parse.ts';
import { placeOf, refuse, type Scope } from './scope.ts';
import { elements, nameOf, present, type Syntax } from './syntax.ts';

export function planExternalData(node: Syntax<'ExternalDataExpression'>, scope: Scope): Plan {
  checkParameters(node.Parameters, [], scope);
  const columns = elements(present(node.Schema).Columns).map((declaration) => {
    return { name: nameOf(declaration.Name), type: declaredType(declaration, scope) };
  });
  const uris = elements(node.URIs).map((uri) => {
    return stringValue(uri) ?? refuse(uri, scope, { name: 'externaldata', message: 'The address must be a text.' });
  });
  const properties = elements(node.WithClause?.Properties).map(({ Name, Expression: value }) => {
    return [nameOf(Name), stringValue(value) ?? value?.toString()?.trim() ?? ''] as const;
  });
  return {
    kind: 'externaldata',
    uris,
    properties: Object.fromEntries(properties),
    columns,
    place: placeOf(node, scope),
  };
}
