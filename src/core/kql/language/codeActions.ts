import { listOf } from '../kusto/kustoLists.ts';
import type { Place } from '../plan.ts';
import type { AnalysedBlock, KqlDocument } from './kqlDocument.ts';
import { likelyNames } from './spellingFixes.ts';

export interface KqlCodeAction {
  readonly kind: 'quickFix' | 'extract';
  /** In English, as the service says it; with `replacement`, nothing. */
  readonly title: string;
  /** Of a spelling fix: the name that is put in. */
  readonly replacement: string | undefined;
  readonly edits: readonly TextEdit[];
  /** Where the text that results has a name that its author wants to choose. */
  readonly renameAt: number | undefined;
  /** The code and place of the diagnostic that it mends. */
  readonly mends: { readonly code: string; readonly place: Place } | undefined;
}

/** In the text as it is; several of them do not overlap. */
export interface TextEdit {
  readonly place: Place;
  readonly text: string;
}

/** What can be done about what is selected, or where the cursor is. */
export function codeActionsAt(document: KqlDocument, selection: Place): readonly KqlCodeAction[] {
  const block = document.at(selection.start);
  return [...spellingFixes(document, block, selection), ...serviceActions(document, block, selection)];
}

function spellingFixes(document: KqlDocument, block: AnalysedBlock, selection: Place): readonly KqlCodeAction[] {
  const from = selection.start - block.start;
  return listOf(block.service().GetDiagnostics(true)).flatMap(({ Code: code, Start: start, Length: length }) => {
    if (!UNKNOWN_NAME.has(code ?? '') || start > from + selection.length || start + length < from) return [];
    const name = block.text.slice(start, start + length);
    const place = { start: block.start + start, length };
    return likelyNames(document, block, { start, name }).map((replacement) => ({
      kind: 'quickFix' as const,
      title: '',
      replacement,
      edits: [{ place, text: replacement }],
      renameAt: undefined,
      mends: { code: code ?? '', place },
    }));
  });
}

/** A name, a table, a function, an operator, a member of a type that does not exist. */
const UNKNOWN_NAME: ReadonlySet<string> = new Set(['KS142', 'KS204', 'KS211', 'KS176', 'KS109', 'KS143']);

function serviceActions(document: KqlDocument, block: AnalysedBlock, selection: Place): readonly KqlCodeAction[] {
  const { CodeActionOptions } = document.kusto.Editor;
  const { CancellationToken } = document.kusto.Utils;
  const { start, length } = { ...selection, start: selection.start - block.start };
  const options = CodeActionOptions.Default;
  const info = block.service().GetCodeActions(start, start, length, options, true, null, new CancellationToken());
  const offered = flat(document, listOf(info?.Actions)).filter(({ Title: title }) => !OF_CLUSTERS.test(title ?? ''));
  return offered.flatMap((action) => {
    const result = block.service().ApplyCodeAction(action, start, options, new CancellationToken());
    return actionOf(document, block, { action, result: listOf(result?.Actions) });
  });
}

/** What runs over several clusters of Azure Data Explorer, and in no workspace. */
const OF_CLUSTERS = /macro-expand/;

type ApplyAction = Kusto.Language.Editor.ApplyAction;
type CodeAction = Kusto.Language.Editor.CodeAction;

/** Menus hold further actions. */
function flat(document: KqlDocument, actions: readonly CodeAction[]): readonly ApplyAction[] {
  const { ApplyAction, MenuAction } = document.kusto.Editor;
  return actions.flatMap((action) => {
    if (action instanceof MenuAction) return flat(document, listOf(action.Actions));
    return action instanceof ApplyAction ? [action] : [];
  });
}

function actionOf(
  { kusto }: KqlDocument,
  block: AnalysedBlock,
  { action, result }: { readonly action: ApplyAction; readonly result: readonly Kusto.Language.Editor.ResultAction[] },
): readonly KqlCodeAction[] {
  const { ChangeTextAction, MoveCaretAction, RenameAction } = kusto.Editor;
  const change = result.find((one) => one instanceof ChangeTextAction);
  if (change === undefined) return [];
  const edits = listOf(change.Changes).map(({ Start, DeleteLength, InsertText }) => ({
    place: { start: block.start + Start, length: DeleteLength },
    text: InsertText ?? '',
  }));
  const moved = result.find((one) => one instanceof MoveCaretAction);
  const renames = result.some((one) => one instanceof RenameAction);
  const isExtraction = /^Extract/.test(action.Kind ?? '');
  return [
    {
      kind: isExtraction ? 'extract' : 'quickFix',
      title: action.Title ?? '',
      replacement: undefined,
      edits,
      renameAt: renames && moved !== undefined ? block.start + moved.NewCaretPosition : undefined,
      mends: undefined,
    },
  ];
}
