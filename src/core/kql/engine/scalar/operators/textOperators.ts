import { textWriter } from '../../cellText.ts';
import type { Argument, Evaluator, ScalarCall, ScalarFunctions } from '../../functionTable.ts';
import { foldCase } from './foldCase.ts';
import { operands, refuseOperands } from './operandTypes.ts';

/** Comparisons of a whole string with another, or with a part of it; without `_cs` and `=~` regardless of case. */
export const textOperators: ScalarFunctions = {
  ...both('contains', (text, part) => text.includes(part)),
  ...both('startswith', (text, part) => text.startsWith(part)),
  ...both('endswith', (text, part) => text.endsWith(part)),
  '=~': match({ test: (text, other) => text === other, ignoresCase: true, isWanted: true }),
  '!~': match({ test: (text, other) => text === other, ignoresCase: true, isWanted: false }),
};

type TextTest = (text: string, part: string) => boolean;

interface TextMatch {
  /** When case is ignored, both are given with their case folded. */
  readonly test: TextTest;
  readonly ignoresCase: boolean;
  /** False for the operators with `!`. */
  readonly isWanted: boolean;
}

/** An operator with its forms `!name`, `name_cs` and `!name_cs`. */
export function both(name: string, test: TextTest): ScalarFunctions {
  return {
    [name]: match({ test, ignoresCase: true, isWanted: true }),
    [`!${name}`]: match({ test, ignoresCase: true, isWanted: false }),
    [`${name}_cs`]: match({ test, ignoresCase: false, isWanted: true }),
    [`!${name}_cs`]: match({ test, ignoresCase: false, isWanted: false }),
  };
}

function match({ test, ignoresCase, isWanted }: TextMatch): (call: ScalarCall) => Evaluator {
  return (call) => {
    const [subject, part] = operands(call);
    const text = textOf(subject) ?? refuseOperands(call);
    const searched = textOf(part) ?? refuseOperands(call);
    const prepare = ignoresCase ? foldCase : unchanged;
    if (part.constant !== undefined) {
      const constant = prepare(searched([]));
      return (row) => test(prepare(text(row)), constant) === isWanted;
    }
    return (row) => test(prepare(text(row)), prepare(searched(row))) === isWanted;
  };
}

function unchanged(text: string): string {
  return text;
}

/** What gives the text of a string or dynamic argument, or of a guid; undefined for other types. */
export function textOf({
  type,
  evaluate,
  constant,
}: Argument): ((row: Parameters<Evaluator>[0]) => string) | undefined {
  if (type !== 'string' && type !== 'dynamic' && type !== 'guid') return undefined;
  const write = textWriter(type);
  if (constant !== undefined) {
    const text = write(constant.value);
    return () => text;
  }
  if (type === 'dynamic') return (row) => write(evaluate(row));
  return (row) => {
    const cell = evaluate(row);
    return typeof cell === 'string' ? cell : '';
  };
}
