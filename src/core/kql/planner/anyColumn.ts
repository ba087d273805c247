import type { Expression } from '../plan.ts';
import type { ScalarType } from '../values.ts';
import { refuse, type Scope } from './scope.ts';
import type { Syntax } from './syntax.ts';

/**
 * The columns in which a text may be found that `*` or `search` looks for: those of texts. How the values of others would
 * be written is not documented for this, so that a text is refused that could be part of one.
 */
export function searchedColumns(node: Syntax<'Expression'>, scope: Scope, text: string): readonly Expression[] {
  const columns = (scope.row?.columns ?? []).map(({ type }, index): Expression => ({ kind: 'column', type, index }));
  const isText = ({ type }: Expression) => type === 'string' || type === 'dynamic';
  const doubtful = columns.find((column) => !isText(column) && couldBePart(text.toLowerCase(), column.type));
  if (doubtful !== undefined) {
    const message = `In all columns, a text that could be part of a ${doubtful.type} cannot be searched here: name columns.`;
    return refuse(node, scope, { name: '*', message });
  }
  return columns.filter(isText);
}

function couldBePart(text: string, type: ScalarType): boolean {
  switch (type) {
    case 'bool':
      return ['true', 'false', '1', '0'].some((word) => word.includes(text));
    case 'guid':
      return /^[0-9a-f-]*$/.test(text);
    case 'real':
      return ['nan', 'infinity'].some((word) => word.includes(text)) || NUMBER.test(text);
    default:
      return NUMBER.test(text);
  }
}

/** Digits, and what stands between them in a number or a time. */
const NUMBER = /^[\d\s.,:/+\-eatzpm]*$/;
