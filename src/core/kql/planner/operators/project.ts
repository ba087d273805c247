import type { Plan } from '../../plan.ts';
import { refuse, type Scope, withRow } from '../scope.ts';
import { elements, nameOf, type Syntax } from '../syntax.ts';
import { boundColumns, checkColumns, named, pick } from './operatorParts.ts';
import { writtenValues } from './values.ts';

/** `project`: one column for each expression, named by the service. */
export function planProject(
  node: Syntax<'ProjectOperator'> | Syntax<'PrintOperator'>,
  input: Plan,
  scope: Scope,
): Plan {
  const inner = withRow(scope, input.columns);
  const expressions = elements(node.Expressions).flatMap((expression) => writtenValues(expression, inner).expressions);
  const bound = boundColumns(node, scope);
  const columns = expressions.map(({ type }, index) => ({ name: bound[index]?.name ?? '', type }));
  return checkColumns({ kind: 'project', input, columns, expressions }, node, scope);
}

/** `print` is `project` of a single row without columns. */
export function planPrint(node: Syntax<'PrintOperator'>, scope: Scope): Plan {
  return planProject(node, { kind: 'rows', columns: [], rows: [[]] }, scope);
}

/** `project-away`, `-keep` and `-reorder`: the service has resolved the wildcards. */
export function planSelection(node: Syntax<'QueryOperator'>, input: Plan, scope: Scope): Plan {
  const picked = boundColumns(node, scope).map(({ name }) => {
    const index = input.columns.findIndex((candidate) => candidate.name === name);
    return index < 0 ? refuse(node, scope, { name: node.GetFirstToken()?.Text ?? 'project' }) : { index };
  });
  return checkColumns(pick(input, picked), node, scope);
}

export function planRename(node: Syntax<'ProjectRenameOperator'>, input: Plan, scope: Scope): Plan {
  const { Syntax } = scope.session.kusto;
  const renamed = new Map<string, string>();
  for (const expression of elements(node.Expressions)) {
    const { names, value } = named(expression, scope);
    const [name] = names;
    if (name === undefined || names.length > 1 || !(value instanceof Syntax.NameReference)) {
      refuse(expression, scope, { name: 'project-rename' });
    } else renamed.set(nameOf(value), name);
  }
  const picked = input.columns.map(({ name }, index) => ({ index, name: renamed.get(name) ?? name }));
  return checkColumns(pick(input, picked), node, scope);
}
