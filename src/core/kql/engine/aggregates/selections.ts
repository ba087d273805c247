import type { Cell, Row, ScalarType } from '../../values.ts';
import { emptyCell } from '../cellTypes.ts';
import type { Accumulator, AggregateFunction, AggregateFunctions, Evaluator } from '../functionTable.ts';
import { argumentAt } from './argumentAt.ts';
import { type IsBefore, isBeforeOf } from './isBefore.ts';
import { onlyIf } from './onlyIf.ts';

const argMax: AggregateFunction = argBest((isLess) => (a, b) => isLess(b, a));
const argMin: AggregateFunction = argBest((isLess) => isLess);

/** Any row will do: the first. Of one column it is the first value that is there, if there is one. */
const takeAny: AggregateFunction = ({ args, types }) => {
  const evaluators = args.map(({ evaluate }) => evaluate);
  const [only, ...others] = evaluators;
  if (only === undefined || others.length > 0) return () => new FirstRow(evaluators, types);
  return () => new FirstValue(only, types[0]);
};

export const selections: AggregateFunctions = {
  arg_max: argMax,
  argmax: argMax,
  arg_min: argMin,
  argmin: argMin,
  take_any: takeAny,
  any: takeAny,
  take_anyif: onlyIf(takeAny),
  anyif: onlyIf(takeAny),
};

/**
 * Gives all its arguments for the row whose first one is the best; of rows that are equally good the first, and of rows
 * that all have null there the first, too.
 */
function argBest(betterOf: (isLess: IsBefore) => IsBefore): AggregateFunction {
  return (call) => {
    const { type, evaluate } = argumentAt(call, 0);
    const isBetter = betterOf(isBeforeOf(type));
    const evaluators = call.args.map((argument) => argument.evaluate);
    return () => new BestRow({ measure: evaluate, isBetter, evaluators, types: call.types });
  };
}

interface Selection {
  readonly measure: Evaluator;
  readonly isBetter: IsBefore;
  readonly evaluators: readonly Evaluator[];
  readonly types: readonly ScalarType[];
}

class BestRow implements Accumulator {
  private best: Cell = null;
  private row: Row | undefined;
  private readonly selection: Selection;

  constructor(selection: Selection) {
    this.selection = selection;
  }

  add(row: Row): void {
    this.row ??= row;
    const value = this.selection.measure(row);
    if (value === null) return;
    if (this.best !== null && !this.selection.isBetter(value, this.best)) return;
    this.best = value;
    this.row = row;
  }

  finish(out: Cell[]): void {
    pushRow(out, this.row, this.selection);
  }
}

class FirstRow implements Accumulator {
  private row: Row | undefined;
  readonly evaluators: readonly Evaluator[];
  readonly types: readonly ScalarType[];

  constructor(evaluators: readonly Evaluator[], types: readonly ScalarType[]) {
    this.evaluators = evaluators;
    this.types = types;
  }

  add(row: Row): void {
    this.row ??= row;
  }

  finish(out: Cell[]): void {
    pushRow(out, this.row, this);
  }
}

class FirstValue implements Accumulator {
  private value: Cell = null;
  private readonly evaluate: Evaluator;
  private readonly type: ScalarType | undefined;

  constructor(evaluate: Evaluator, type: ScalarType | undefined) {
    this.evaluate = evaluate;
    this.type = type;
  }

  add(row: Row): void {
    if (this.value === null || this.value === '') this.value = this.evaluate(row);
  }

  finish(out: Cell[]): void {
    out.push(this.value ?? (this.type === undefined ? null : emptyCell(this.type)));
  }
}

function pushRow(
  out: Cell[],
  row: Row | undefined,
  { evaluators, types }: Pick<Selection, 'evaluators' | 'types'>,
): void {
  if (row === undefined) out.push(...types.map(emptyCell));
  else for (const evaluate of evaluators) out.push(evaluate(row));
}
