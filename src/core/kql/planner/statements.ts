import { planScalar } from './planScalar.ts';
import { planTable } from './planTable.ts';
import { keepRefusal } from './problems.ts';
import { refuse, type Scope, withoutRow } from './scope.ts';
import { elements, nameOf, present, type Syntax, scalarTypeOf, unwrapped } from './syntax.ts';
import { scalarBinding, tableBinding } from './userFunctions.ts';

type Statement = Syntax<'Statement'>;

/** Declares what the statements before the query name, in the names of the scope. */
export function declareStatements(statements: readonly Statement[], scope: Scope): void {
  for (const statement of statements) {
    try {
      declareStatement(statement, scope);
    } catch (error) {
      keepRefusal(scope.session.problems, error);
    }
  }
}

function declareStatement(statement: Statement, scope: Scope): void {
  const { Syntax } = scope.session.kusto;
  if (statement instanceof Syntax.LetStatement) declareLet(statement, scope);
  else if (statement instanceof Syntax.QueryParametersStatement) declareParameters(statement, scope);
  else if (statement instanceof Syntax.SetOptionStatement) checkOption(statement, scope);
  else if (statement instanceof Syntax.ExpressionStatement) {
    // A table that no later statement names; `as` in it may be named, though.
    planTable(present(statement.Expression), withoutRow(scope));
  } else refuse(statement, scope, { name: statement.GetFirstToken()?.Text ?? 'statement' });
}

function declareLet(statement: Syntax<'LetStatement'>, scope: Scope): void {
  const { Syntax } = scope.session.kusto;
  const name = nameOf(statement.Name);
  const value = unwrapped(present(statement.Expression), Syntax);
  if (value instanceof Syntax.FunctionDeclaration) {
    scope.names.declared.set(name, { kind: 'function', scope, body: present(value.Body) });
  } else if (value.ResultType?.IsTabular) {
    scope.names.declared.set(name, tableBinding(planTable(value, withoutRow(scope)), scope));
  } else {
    scope.names.declared.set(name, scalarBinding(planScalar(value, scope), scope));
  }
}

/** A query here has no caller, so that each parameter has its default value. */
function declareParameters(statement: Syntax<'QueryParametersStatement'>, scope: Scope): void {
  for (const parameter of elements(statement.Parameters)) {
    const declaration = present(parameter.NameAndType).Name;
    const name = nameOf(declaration);
    if (parameter.DefaultValue === null) {
      const type = scalarTypeOf(present(declaration).ResultType) ?? 'dynamic';
      scope.names.declared.set(name, scalarBinding({ kind: 'literal', type, value: null }, scope));
      refuse(parameter, scope, { name, message: `The query parameter ${name} needs a default value to be run here.` });
    }
    scope.names.declared.set(name, scalarBinding(planScalar(parameter.DefaultValue.Value, scope), scope));
  }
}

/** Options about how a query is run, which cannot change what it gives. */
const HARMLESS = /^(notruncation|norequesttimeout|servertimeout|querytrace|query_|maxmemory|maxoutputcolumns|client_)/i;

/** What bin_auto() reads. */
const SETTINGS: ReadonlySet<string> = new Set(['query_bin_auto_size', 'query_bin_auto_at']);

function checkOption(statement: Syntax<'SetOptionStatement'>, scope: Scope): void {
  const name = nameOf(statement.Name);
  const value = statement.ValueClause?.Expression;
  if (SETTINGS.has(name.toLowerCase()) && value) {
    scope.session.settings.set(name.toLowerCase(), planScalar(value, scope));
    return;
  }
  if (HARMLESS.test(name) && name.toLowerCase() !== 'query_now') return;
  const message = `The option ${name} is not supported, as it may change the result.`;
  refuse(statement, scope, { name: `set ${name}`, message });
}
