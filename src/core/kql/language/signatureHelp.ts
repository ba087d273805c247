import { listOf } from '../kusto/kustoLists.ts';
import type { AnalysedBlock, KqlDocument } from './kqlDocument.ts';
import { maskedText } from './maskedText.ts';

export interface SignatureHelp {
  readonly signatures: readonly SignatureText[];
  /** Of the signatures: the first one that takes so many arguments. */
  readonly activeSignature: number;
  readonly activeParameter: number;
}

export interface SignatureText {
  readonly label: string;
  /** Where each parameter stands in the label: start and end. */
  readonly parameters: readonly (readonly [start: number, end: number])[];
  readonly documentation: string;
}

/** The parameters of the function whose arguments a position is in. */
export function signatureHelpAt(document: KqlDocument, position: number): SignatureHelp | undefined {
  const block = document.at(position);
  const call = openCall(maskedText(block.text).slice(0, position - block.start));
  if (call === undefined) return undefined;
  const name = block.text.slice(call.start, call.end);
  const symbol = functionAt(document, block, call.start) ?? document.builtIn(name);
  const documentation = document.dictionary.describe(name)?.text ?? '';
  const known = listOf(symbol?.Signatures).filter(({ IsHidden }) => !IsHidden);
  const signatures = known.map((signature) => ({ ...labelOf(name, signature), documentation }));
  if (signatures.length === 0) return undefined;
  const fits = known.findIndex(({ MaxArgumentCount }) => call.argument < MaxArgumentCount);
  const activeSignature = Math.max(0, fits);
  const last = (signatures[activeSignature]?.parameters.length ?? 1) - 1;
  return { signatures, activeSignature, activeParameter: Math.min(call.argument, Math.max(0, last)) };
}

/** The innermost parenthesis that is open at the end of a text, with the name before it and the commas behind it. */
function openCall(
  text: string,
): { readonly start: number; readonly end: number; readonly argument: number } | undefined {
  let [depth, argument] = [0, 0];
  for (let at = text.length - 1; at >= 0; at--) {
    const sign = text[at] ?? '';
    if (')]}'.includes(sign)) depth += 1;
    else if (sign === ',' && depth === 0) argument += 1;
    else if ((sign === ';' || sign === '|') && depth === 0) return undefined;
    else if ('([{'.includes(sign) && --depth < 0) {
      const name = sign === '(' ? /\w+$/.exec(text.slice(0, at)) : null;
      if (name !== null) return { start: name.index, end: at, argument };
      // A list in brackets, or an expression in parentheses, is one argument of what is around it.
      [depth, argument] = [0, 0];
    }
  }
  return undefined;
}

function functionAt({ kusto }: KqlDocument, block: AnalysedBlock, start: number) {
  const { FunctionCallExpression } = kusto.Syntax;
  const { FunctionSymbol } = kusto.Symbols;
  for (let node = block.code().Syntax?.GetTokenAt(start)?.Parent ?? null; node !== null; node = node.Parent) {
    if (!(node instanceof FunctionCallExpression)) continue;
    return node.ReferencedSymbol instanceof FunctionSymbol ? node.ReferencedSymbol : undefined;
  }
  return undefined;
}

function labelOf(name: string, signature: Kusto.Language.Symbols.Signature) {
  const parameters: (readonly [number, number])[] = [];
  let label = `${name}(`;
  for (const { Name, IsOptional, IsRepeatable, DeclaredTypes } of listOf(signature.Parameters)) {
    if (parameters.length > 0) label += ', ';
    const types = listOf(DeclaredTypes).map((type) => type.Name);
    const typed = types.length === 1 ? `${Name}: ${types[0]}` : `${Name}`;
    const text = `${IsOptional ? `[${typed}]` : typed}${IsRepeatable ? ', …' : ''}`;
    parameters.push([label.length, label.length + text.length]);
    label += text;
  }
  return { label: `${label})`, parameters };
}
