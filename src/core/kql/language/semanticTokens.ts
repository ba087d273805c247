import { listOf } from '../kusto/kustoLists.ts';
import type { KqlDocument } from './kqlDocument.ts';

/** The editor's standard types of tokens that occur, in the order of their numbers. */
export const TOKEN_TYPES = [
  'comment',
  'string',
  'number',
  'keyword',
  'operator',
  'function',
  'property',
  'variable',
  'parameter',
  'type',
  'class',
  'namespace',
  'macro',
] as const;

type TokenType = (typeof TOKEN_TYPES)[number];

/** All tokens as the editor takes them: five numbers each (lines on, characters on, length, type, no modifiers). */
export function semanticTokensOf(document: KqlDocument): Uint32Array<ArrayBuffer> {
  const numbers: number[] = [];
  const { text } = document;
  let [line, lineStart, lastLine, lastStart, at] = [0, 0, 0, 0, 0];
  const goTo = (position: number): void => {
    for (; at < position; at++) {
      const isBreak = text[at] === '\n' || (text[at] === '\r' && text[at + 1] !== '\n');
      if (isBreak) [line, lineStart] = [line + 1, at + 1];
    }
  };
  for (const { start, length, type } of tokensOf(document)) {
    goTo(start);
    // A token is of one line: a string of several lines is several tokens.
    for (const part of text.slice(start, start + length).split(/(?<=\r\n|\r(?!\n)|\n)/)) {
      const shown = part.replace(/[\r\n]+$/, '').length;
      const character = at - lineStart;
      if (shown > 0) {
        numbers.push(line - lastLine, line === lastLine ? character - lastStart : character, shown, type, 0);
        [lastLine, lastStart] = [line, character];
      }
      goTo(at + part.length);
    }
  }
  return new Uint32Array(numbers);
}

interface Token {
  readonly start: number;
  readonly length: number;
  readonly type: number;
}

function tokensOf(document: KqlDocument): readonly Token[] {
  const typeOf = typesOf(document);
  return document.blocks.flatMap((block) =>
    listOf(block.service().GetClassifications(0, block.text.length, true, true)?.Classifications).flatMap((one) => {
      const type = typeOf.get(one.Kind);
      if (type === undefined) return [];
      return [{ start: block.start + one.Start, length: one.Length, type: TOKEN_TYPES.indexOf(type) }];
    }),
  );
}

/** What is not here keeps the colour that the grammar gives it. */
function typesOf({ kusto }: KqlDocument): ReadonlyMap<Kusto.Language.Editor.ClassificationKind, TokenType> {
  const { ClassificationKind: Kinds } = kusto.Editor;
  return new Map<Kusto.Language.Editor.ClassificationKind, TokenType>([
    [Kinds.Comment, 'comment'],
    [Kinds.StringLiteral, 'string'],
    [Kinds.Literal, 'number'],
    [Kinds.Keyword, 'keyword'],
    [Kinds.QueryOperator, 'keyword'],
    [Kinds.ScalarOperator, 'operator'],
    [Kinds.MathOperator, 'operator'],
    [Kinds.Function, 'function'],
    [Kinds.Column, 'property'],
    [Kinds.SchemaMember, 'property'],
    [Kinds.Variable, 'variable'],
    [Kinds.Parameter, 'parameter'],
    [Kinds.SignatureParameter, 'parameter'],
    [Kinds.QueryParameter, 'parameter'],
    [Kinds.ClientParameter, 'parameter'],
    [Kinds.Option, 'parameter'],
    [Kinds.Type, 'type'],
    [Kinds.Table, 'class'],
    [Kinds.MaterializedView, 'class'],
    [Kinds.Database, 'namespace'],
    [Kinds.Directive, 'macro'],
    [Kinds.Command, 'macro'],
  ]);
}
