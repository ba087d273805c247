import type { KustoLanguage } from '../kusto/kusto.ts';
import { present, type Syntax } from './syntax.ts';

/** Whether the service takes for an error what Kusto runs, by its documentation. */
export function isFalseError(
  { Code, Start }: Kusto.Language.Diagnostic,
  block: Syntax<'QueryBlock'>,
  { Syntax }: KustoLanguage,
): boolean {
  const token = block.GetTokenAt(Start);
  if (token === null) return false;
  const call = token.GetFirstAncestor(Syntax.FunctionCallExpression);
  // Whatever is in its parentheses, count() counts rows.
  if (Code === NO_BOOL) return call?.Name?.SimpleName === 'count';
  // The seconds may have a fraction.
  if (Code !== NO_INTEGER || call === null || call.Name?.SimpleName !== 'make_timespan') return false;
  const list = present(call.ArgumentList).Expressions;
  const last = list === null ? null : list.getItem$1(list.Count - 1).Element$1;
  return last !== null && (list?.Count ?? 0) > 2 && token.TextStart >= last.TextStart;
}

const NO_INTEGER = 'KS134';
const NO_BOOL = 'KS107';
