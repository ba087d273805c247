import type { ParseStep } from '../plan.ts';
import type { Cell, ScalarType } from '../values.ts';
import { QueryError } from './functionTable.ts';
import { cellParser } from './parseCell.ts';
import { SHAPES } from './parseShapes.ts';

/** What a pattern captures of a text, one cell for each capture in its order; undefined when it does not match. */
export type PatternReader = (text: string) => readonly Cell[] | undefined;

/**
 * Matches the steps one after the other from the beginning of the text to its end, each constant where it is found first.
 * @param isRelaxed Whether what cannot be converted to its type becomes null, instead of no match.
 */
export function patternReader(
  steps: readonly ParseStep[],
  { isRelaxed }: { readonly isRelaxed: boolean },
): PatternReader {
  const shapes = shapesOf(steps);
  const convert = partConverter(steps, { isRelaxed });
  return (text) => {
    const captured: string[] = [];
    return matchFrom({ steps, shapes, text, captured, failed: new Set(), failedFrom: [] }, 0, 0)
      ? convert(captured)
      : undefined;
  };
}

/** Makes the cells of what has been captured; undefined where not all of it has its column's type, unless relaxed. */
export function partConverter(
  steps: readonly ParseStep[],
  { isRelaxed }: { readonly isRelaxed: boolean },
): (parts: readonly string[]) => readonly Cell[] | undefined {
  const types = steps.flatMap((step) => (step.kind === 'capture' ? [step.type] : []));
  const parsers = types.map(cellParser);
  return (parts) => {
    const cells = parts.map((part, index) => (types[index] === 'string' ? part : (parsers[index]?.(part) ?? null)));
    const isWhole = isRelaxed || cells.every((cell, index) => cell !== null || types[index] === 'dynamic');
    return isWhole ? cells : undefined;
  };
}

/** For each step the shape that it matches, where it is a column before a `*`. */
function shapesOf(steps: readonly ParseStep[]): readonly (RegExp | undefined)[] {
  return steps.map((step, index) => {
    const next = steps[index + 1];
    if (step.kind !== 'capture' || next === undefined || next.kind === 'text') return undefined;
    const shape = next.kind === 'skip' ? SHAPES[step.type] : undefined;
    if (shape === undefined) throw unclear(step.type);
    return new RegExp(shape, 'y');
  });
}

function unclear(type: ScalarType): QueryError {
  return new QueryError(`parse needs a constant text after a column of type ${type}.`, 'parse');
}

interface Matching {
  readonly steps: readonly ParseStep[];
  readonly shapes: readonly (RegExp | undefined)[];
  readonly text: string;
  readonly captured: string[];
  /** Where a step with a shape has failed before: it fails there again. */
  readonly failed: Set<number>;
  /** From where on each other step fails: what follows it has been looked for in all of the text from there. */
  readonly failedFrom: (number | undefined)[];
}

function matchFrom(matching: Matching, index: number, position: number): boolean {
  const { steps, shapes, text, failed, failedFrom } = matching;
  const step = steps[index];
  if (step === undefined) return position === text.length;
  if (step.kind === 'text') {
    return text.startsWith(step.text, position) && matchFrom(matching, index + 1, position + step.text.length);
  }
  const hasShape = shapes[index] !== undefined;
  const key = index * (text.length + 1) + position;
  if (hasShape ? failed.has(key) : position >= (failedFrom[index] ?? Number.POSITIVE_INFINITY)) return false;
  const isMatch = matchValue(matching, index, position);
  if (isMatch) return true;
  if (hasShape) failed.add(key);
  else failedFrom[index] = position;
  return false;
}

/** Ends the value at the first place at which what follows matches. */
function matchValue(matching: Matching, index: number, position: number): boolean {
  const { steps, shapes, text } = matching;
  const shape = shapes[index];
  if (shape !== undefined) return matchShape(matching, index, { position, shape });
  const next = steps[index + 1];
  if (next === undefined) return endsAt(matching, index, { position, end: text.length });
  for (let end = position; end <= text.length; end += 1) {
    if (next.kind === 'text') end = text.indexOf(next.text, end);
    if (end === -1) return false;
    if (endsAt(matching, index, { position, end })) return true;
  }
  return false;
}

/** Ends the value with the longest text of its shape behind which what follows matches. */
function matchShape(
  matching: Matching,
  index: number,
  { position, shape }: { readonly position: number; readonly shape: RegExp },
): boolean {
  const { steps, text } = matching;
  let end = text.length;
  while (end > position) {
    shape.lastIndex = position;
    const found = shape.exec(text.slice(0, end))?.[0];
    if (found === undefined) break;
    if (endsAt(matching, index, { position, end: position + found.length })) return true;
    end = position + found.length - 1;
  }
  // Before a * that ends the pattern there may be no value at all.
  return index === steps.length - 2 && endsAt(matching, index, { position, end: position });
}

function endsAt(
  matching: Matching,
  index: number,
  { position, end }: { readonly position: number; readonly end: number },
): boolean {
  const { steps, text, captured } = matching;
  const depth = captured.length;
  if (steps[index]?.kind === 'capture') captured.push(text.slice(position, end));
  if (matchFrom(matching, index + 1, end)) return true;
  captured.length = depth;
  return false;
}
