import * as vscode from 'vscode';
import type { Hover } from '../../../core/kql/language/hover.ts';
import type { AskDocument } from './askDocument.ts';
import { rangeOf } from './askDocument.ts';

export function createHoverProvider(ask: AskDocument): vscode.HoverProvider {
  return {
    async provideHover(document, position) {
      const found = await ask('hover', document, { position: document.offsetAt(position) });
      return found === undefined ? undefined : new vscode.Hover(markdownOf(found), rangeOf(document, found.place));
    },
  };
}

/** Names and values come from records: they are text, never markup. */
function markdownOf({ code, text, values }: Hover): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString();
  if (code !== '') markdown.appendCodeblock(code, 'kusto');
  if (text !== '') markdown.appendText(text);
  if (values.length > 0) {
    markdown.appendMarkdown('\n\n').appendText(vscode.l10n.t('For instance: {0}', values.map(shortened).join(', ')));
  }
  return markdown;
}

function shortened(value: string): string {
  const line = value.replace(/\s+/g, ' ');
  return line.length > LONGEST_VALUE ? `${line.slice(0, LONGEST_VALUE)}…` : line;
}

const LONGEST_VALUE = 60;

export const SIGNATURE_TRIGGERS = ['(', ','];

export function createSignatureProvider(ask: AskDocument): vscode.SignatureHelpProvider {
  return {
    async provideSignatureHelp(document, position) {
      const found = await ask('signatureHelp', document, { position: document.offsetAt(position) });
      if (found === undefined) return undefined;
      const help = new vscode.SignatureHelp();
      help.activeSignature = found.activeSignature;
      help.activeParameter = found.activeParameter;
      help.signatures = found.signatures.map(({ label, parameters, documentation }) => {
        const signature = new vscode.SignatureInformation(label, documentation);
        signature.parameters = parameters.map(([start, end]) => new vscode.ParameterInformation([start, end]));
        return signature;
      });
      return help;
    },
  };
}
