import type { Call, Expression, Place } from '../plan.ts';
import type { Dynamic, ScalarType } from '../values.ts';
import { literalCell, literalType } from './literals.ts';
import { placeOf, refuse, type Scope } from './scope.ts';
import { elements, present, type Syntax, textOf } from './syntax.ts';

/**
 * `dynamic(…)`. A value that JSON's types suffice for is a literal; reals that are integers, and datetimes and the like,
 * which have a class in the engine and so would not cross between threads, are made by a function there.
 */
export function planDynamic(node: Syntax<'DynamicExpression'>, scope: Scope): Expression {
  const expression = expressionOf(jsonOf(present(node.Expression), scope), placeOf(node, scope));
  if (expression.type === 'dynamic') return expression;
  return call('todynamic', [expression], placeOf(node, scope));
}

/** A value inside `dynamic(…)`: with the typed ones as literals, and reals as they were written. */
type Json =
  | { readonly kind: 'plain'; readonly value: Dynamic }
  | { readonly kind: 'real'; readonly text: string }
  | { readonly kind: 'typed'; readonly literal: Expression }
  | { readonly kind: 'array'; readonly items: readonly Json[] }
  | { readonly kind: 'bag'; readonly pairs: readonly (readonly [string, Json])[] };

function jsonOf(node: Syntax<'Expression'>, scope: Scope): Json {
  const { Syntax } = scope.session.kusto;
  if (node instanceof Syntax.JsonArrayExpression) {
    return { kind: 'array', items: elements(node.Values).map((value) => jsonOf(value, scope)) };
  }
  if (node instanceof Syntax.JsonObjectExpression) {
    const pairs = elements(node.Pairs).map(
      (pair) => [present(present(pair.Name).ValueText), jsonOf(present(pair.Value), scope)] as const,
    );
    return { kind: 'bag', pairs };
  }
  if (node instanceof Syntax.PrefixUnaryExpression && node.Expression instanceof Syntax.LiteralExpression) {
    return scalarOf(node.Expression, scope, textOf(node.Operator));
  }
  if (node instanceof Syntax.LiteralExpression) return scalarOf(node, scope, '');
  if (node instanceof Syntax.DynamicExpression) return jsonOf(present(node.Expression), scope);
  return refuse(node, scope, { name: 'dynamic' });
}

function scalarOf(node: Syntax<'LiteralExpression'>, scope: Scope, sign: string): Json {
  const type = literalType(node);
  if (textOf(node.Token) === 'null' || node.ResultType?.Name === 'null') return { kind: 'plain', value: null };
  if (type === undefined || type === 'dynamic') return refuse(node, scope, { name: 'dynamic' });
  const cell = literalCell(node, type);
  if (cell === undefined || (sign !== '' && type !== 'long' && type !== 'real')) {
    return refuse(node, scope, { name: 'dynamic' });
  }
  if (type === 'real') return realOf(cell, sign + textOf(node.Token), node, scope);
  if (type === 'long' && (typeof cell === 'number' || typeof cell === 'bigint')) {
    return { kind: 'plain', value: sign === '-' ? negated(cell) : cell };
  }
  if (type === 'bool' && typeof cell === 'boolean') return { kind: 'plain', value: cell };
  if (type === 'string' && typeof cell === 'string') return { kind: 'plain', value: cell };
  // Only here, and not in pack_array(), is a timespan the number of its ticks.
  if (type === 'timespan' && (typeof cell === 'number' || typeof cell === 'bigint'))
    return { kind: 'plain', value: cell };
  return { kind: 'typed', literal: { kind: 'literal', type, value: cell } };
}

function negated(value: number | bigint): number | bigint {
  return value === 0 ? 0 : -value;
}

function realOf(cell: unknown, text: string, node: Syntax<'LiteralExpression'>, scope: Scope): Json {
  const value = text.startsWith('-') ? -Number(cell) : Number(cell);
  if (!Number.isFinite(value)) return refuse(node, scope, { name: 'dynamic' });
  if (!Number.isInteger(value)) return { kind: 'plain', value };
  return { kind: 'real', text: /^-?\d+(\.\d+)?(e[-+]?\d+)?$/i.test(text) ? text : value.toExponential() };
}

function expressionOf(json: Json, place: Place): Expression {
  const value = plainValue(json);
  if (value !== undefined) return { kind: 'literal', type: 'dynamic', value };
  const text = jsonText(json);
  if (text !== undefined) return call('parse_json', [literal('string', text)], place);
  switch (json.kind) {
    case 'array':
      return call(
        'pack_array',
        json.items.map((item) => expressionOf(item, place)),
        place,
      );
    case 'bag': {
      const args = json.pairs.flatMap(([name, item]) => [literal('string', name), expressionOf(item, place)]);
      return call('bag_pack', args, place);
    }
    case 'typed':
      return json.literal;
    default:
      return literal('dynamic', null);
  }
}

/** The value, unless some of it needs a class. */
function plainValue(json: Json): Dynamic | undefined {
  switch (json.kind) {
    case 'plain':
      return json.value;
    case 'array': {
      const values = json.items.map(plainValue);
      return values.every((value) => value !== undefined) ? values : undefined;
    }
    case 'bag': {
      const pairs: [string, Dynamic][] = [];
      for (const [name, item] of json.pairs) {
        const value = plainValue(item);
        if (value === undefined) return undefined;
        pairs.push([name, value]);
      }
      return Object.fromEntries(pairs);
    }
    default:
      return undefined;
  }
}

/** As JSON, unless some of it has a type that JSON does not know. */
function jsonText(json: Json): string | undefined {
  switch (json.kind) {
    case 'plain':
      return typeof json.value === 'bigint' ? String(json.value) : JSON.stringify(json.value);
    case 'real':
      return json.text;
    case 'array': {
      const texts = json.items.map(jsonText);
      return texts.includes(undefined) ? undefined : `[${texts.join(',')}]`;
    }
    case 'bag': {
      const texts = json.pairs.map(([name, item]) => [name, jsonText(item)] as const);
      if (texts.some(([, text]) => text === undefined)) return undefined;
      return `{${texts.map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(',')}}`;
    }
    default:
      return undefined;
  }
}

function literal(type: ScalarType, value: string | null): Expression {
  return { kind: 'literal', type, value };
}

function call(name: string, args: readonly Expression[], place: Place): Call {
  return { kind: 'call', type: 'dynamic', name, args, place };
}
