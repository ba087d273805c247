import type { KustoLanguage } from '../kusto/kusto.ts';
import type { Place } from '../plan.ts';
import type { Code } from './kqlDocument.ts';

export interface NameInQuery {
  readonly name: string;
  /** In the text of the query. */
  readonly place: Place;
  readonly symbol: 'table' | 'function' | 'other';
}

/** Every name that a query refers to something by. */
export function namesIn(kusto: KustoLanguage, code: Code): readonly NameInQuery[] {
  const { NameReference } = kusto.Syntax;
  const { FunctionSymbol, TableSymbol } = kusto.Symbols;
  const found: NameInQuery[] = [];
  const look = (element: Kusto.Language.Syntax.SyntaxElement | null): void => {
    if (element === null) return;
    if (element instanceof NameReference) {
      const referenced = element.ReferencedSymbol;
      const symbol =
        referenced instanceof TableSymbol ? 'table' : referenced instanceof FunctionSymbol ? 'function' : 'other';
      const place = { start: element.TextStart, length: element.Width };
      found.push({ name: element.SimpleName ?? '', place, symbol });
      return;
    }
    for (let index = 0; index < element.ChildCount; index++) look(element.GetChild(index));
  };
  look(code.Syntax);
  return found;
}
