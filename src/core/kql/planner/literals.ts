import { parseDatetime } from '../engine/parseDatetime.ts';
import { parseTimespan } from '../engine/parseTimespan.ts';
import type { Expression } from '../plan.ts';
import { type Cell, int64, type ScalarType } from '../values.ts';
import { refuse, type Scope } from './scope.ts';
import { present, type Syntax, scalarTypeOf, textOf } from './syntax.ts';

/** Every written form of a literal: `1`, `0x1f`, `1e3`, `1.5h`, `long(1)`, `datetime(2024-01-01)`, `h@"text"` … */
export function planLiteral(node: Syntax<'LiteralExpression'>, scope: Scope): Expression {
  const type = literalType(node);
  const text = textOf(node.Token);
  if (type === undefined) refuse(node, scope, { name: text });
  const value = literalCell(node, type);
  if (value === undefined) refuse(node, scope, { name: text, message: `The literal ${text} is not understood here.` });
  return { kind: 'literal', type, value };
}

/** As it is written: the service does not bind default values in every place. */
export function literalType(node: Syntax<'LiteralExpression'>): ScalarType | undefined {
  const { SyntaxKind } = Kusto.Language.Syntax;
  switch (node.Kind) {
    case SyntaxKind.BooleanLiteralExpression:
      return 'bool';
    case SyntaxKind.IntLiteralExpression:
      return 'int';
    case SyntaxKind.LongLiteralExpression:
      return 'long';
    case SyntaxKind.RealLiteralExpression:
      return 'real';
    case SyntaxKind.DecimalLiteralExpression:
      return 'decimal';
    case SyntaxKind.DateTimeLiteralExpression:
      return 'datetime';
    case SyntaxKind.TimespanLiteralExpression:
      return 'timespan';
    case SyntaxKind.GuidLiteralExpression:
      return 'guid';
    case SyntaxKind.StringLiteralExpression:
      return 'string';
    default:
      return scalarTypeOf(node.ResultType);
  }
}

/** Undefined for what is not understood. */
export function literalCell(node: Syntax<'LiteralExpression'>, type: ScalarType): Cell | undefined {
  if (type === 'string') {
    const value: unknown = node.LiteralValue ?? node.Token?.Value;
    return typeof value === 'string' ? value : undefined;
  }
  const inner = innerText(textOf(node.Token));
  if (inner === 'null') return null;
  return readers[type](inner);
}

/** The value of a literal that must be a string: of two or more, one after the other, as well. */
export function stringValue(node: Syntax<'Expression'> | null | undefined): string | undefined {
  const value: unknown = present(node).ConstantValue ?? present(node).LiteralValue;
  return typeof value === 'string' ? value : undefined;
}

/** What stands in the parentheses of `type(…)`, which may have quotes around it. */
function innerText(text: string): string {
  const inner = /^[a-z]\w*\s*\(([\s\S]*)\)$/i.exec(text)?.[1]?.trim() ?? text;
  return /^(["'])(.*)\1$/s.exec(inner)?.[2] ?? inner;
}

const readers: Readonly<Record<Exclude<ScalarType, 'string'>, (text: string) => Cell | undefined>> = {
  bool: (text) => booleans.get(text.toLowerCase()),
  int: (text) => {
    const value = integer(text);
    return value !== undefined && BigInt.asIntN(32, value) === value ? Number(value) : undefined;
  },
  long: (text) => {
    const value = integer(text);
    return value !== undefined && BigInt.asIntN(64, value) === value ? int64(value) : undefined;
  },
  real: (text) => {
    const special = reals.get(text.toLowerCase());
    if (special !== undefined) return special;
    return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text) ? Number(text) : undefined;
  },
  // Decimals in a plan are text.
  decimal: (text) => (/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text) ? text : undefined),
  datetime: (text) => {
    if (/^(min|max)$/i.test(text)) return undefined;
    if (/^\d{4}$/.test(text)) return parseDatetime(`${text}-01-01`);
    if (/^\d{4}-\d{1,2}$/.test(text)) return parseDatetime(`${text}-01`);
    // Year, month and day may also be written with commas.
    return parseDatetime(text.replace(/^(\d{4})\s*,\s*(\d{1,2})\s*,\s*(\d{1,2})$/, '$1-$2-$3'));
  },
  timespan: (text) => parseTimespan(/^-?\d+$/.test(text) ? `${text}d` : text),
  guid: (text) => (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text) ? text.toLowerCase() : undefined),
  dynamic: () => undefined,
};

const booleans: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
  ['1', true],
  ['0', false],
]);

const reals: ReadonlyMap<string, number> = new Map([
  ['nan', Number.NaN],
  ['inf', Number.POSITIVE_INFINITY],
  ['+inf', Number.POSITIVE_INFINITY],
  ['-inf', Number.NEGATIVE_INFINITY],
]);

function integer(text: string): bigint | undefined {
  const match = /^([-+]?)(0x[0-9a-f]+|\d+)$/i.exec(text.trim());
  const digits = match?.[2];
  if (digits === undefined) return undefined;
  return match?.[1] === '-' ? -BigInt(digits) : BigInt(digits);
}
