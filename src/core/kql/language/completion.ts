import { textOfLiteral } from '../schema/stringLiteral.ts';
import type { KqlDocument } from './kqlDocument.ts';

/** One proposal. */
export interface Completion {
  readonly kind: CompletionKind;
  readonly label: string;
  /** What follows the name in the list: the parameters of a function. */
  readonly signature: string;
  /** What is typed to find it. */
  readonly filterText: string;
  readonly sortText: string;
  /** What is written; the cursor stands between the two afterwards. */
  readonly before: string;
  readonly after: string;
  /** Whether there is something to propose where the cursor stands afterwards. */
  readonly proposesNext: boolean;
  readonly documentation: string;
}

export type CompletionKind =
  | 'keyword'
  | 'operator'
  | 'column'
  | 'table'
  | 'function'
  | 'aggregate'
  | 'userFunction'
  | 'variable'
  | 'parameter'
  | 'type'
  | 'value'
  | 'chart'
  | 'option'
  | 'punctuation'
  | 'other';

/** A proposal of the service, as it is written by hand: a name alone, an operator with the space behind it. */
export function completionOf(document: KqlDocument, item: Kusto.Language.Editor.CompletionItem): Completion {
  const kind = kindOf(document, item.Kind);
  const label = (kind === 'value' ? item.DisplayText : item.MatchText) ?? '';
  const display = item.DisplayText ?? '';
  const typed = item.BeforeText ?? label;
  const before =
    kind === 'operator' || kind === 'keyword' ? spaced(typed, item.AfterText) : typed.replace(/\s+(?:\|\s*)?$/, '');
  return {
    kind,
    label,
    signature: display.startsWith(label) ? display.slice(label.length) : '',
    filterText: label,
    sortText: item.OrderText ?? label,
    before,
    after: item.AfterText ?? '',
    proposesNext: /[( =]$|"$/.test(before) && kind !== 'value',
    documentation: documentationOf(document, kind, label),
  };
}

/** A value of the loaded data, given as a literal: before everything else, as the service sorts them. */
export function valueCompletion(literal: string, index: number): Completion {
  const label = textOfLiteral(literal);
  return {
    ...{ kind: 'value', label, signature: '', filterText: label, sortText: `000_${String(index).padStart(3, '0')}` },
    ...{ before: literal, after: '', proposesNext: false, documentation: '' },
  };
}

function spaced(text: string, after: string | null): string {
  const isOpen = (after ?? '') !== '' || /[\s=]$/.test(text) || NOTHING_FOLLOWS.has(text);
  return isOpen ? text : `${text} `;
}

/** Operators that stand alone. */
const NOTHING_FOLLOWS: ReadonlySet<string> = new Set([
  'count',
  'getschema',
  'serialize',
  'asc',
  'desc',
  'first',
  'last',
]);

function documentationOf(document: KqlDocument, kind: CompletionKind, label: string): string {
  if (kind === 'value' || kind === 'punctuation') return '';
  const { dictionary } = document;
  if (kind === 'column') return dictionary.columnNamed(label)?.description ?? '';
  const aggregate = kind === 'aggregate' ? dictionary.describe(`${label}()`) : undefined;
  return (aggregate ?? dictionary.describe(label))?.text ?? '';
}

function kindOf({ kusto }: KqlDocument, kind: Kusto.Language.Editor.CompletionKind): CompletionKind {
  const { CompletionKind: Kinds } = kusto.Editor;
  switch (kind) {
    case Kinds.Column:
      return 'column';
    case Kinds.Table:
    case Kinds.MaterialiedView:
      return 'table';
    case Kinds.BuiltInFunction:
      return 'function';
    case Kinds.AggregateFunction:
      return 'aggregate';
    case Kinds.LocalFunction:
    case Kinds.DatabaseFunction:
      return 'userFunction';
    case Kinds.Parameter:
      return 'parameter';
    case Kinds.Variable:
    case Kinds.Identifier:
      return 'variable';
    case Kinds.ScalarType:
    case Kinds.ScalarPrefix:
      return 'type';
    case Kinds.Example:
      return 'value';
    case Kinds.RenderChart:
      return 'chart';
    case Kinds.Option:
      return 'option';
    case Kinds.Punctuation:
      return 'punctuation';
    case Kinds.ScalarInfix:
      return 'operator';
    case Kinds.Keyword:
    case Kinds.QueryPrefix:
    case Kinds.TabularPrefix:
    case Kinds.TabularSuffix:
      return 'keyword';
    default:
      return 'other';
  }
}
