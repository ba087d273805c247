import type { Expression, JoinFlavour, PlanColumn } from '../../plan.ts';
import type { Row, ScalarType } from '../../values.ts';
import { emptyCell } from '../cellTypes.ts';
import type { Compilation } from '../compilation.ts';
import { compileExpression } from '../compileExpression.ts';
import { type Argument, QueryError } from '../functionTable.ts';
import { createKeyIndex, type KeyIndex, type KeyReader, keyReaders } from '../keyIndex.ts';
import { collect, type Source, stepCheck } from '../source.ts';
import type { PlanOf } from './planOf.ts';

/** Rows match when all keys are equal. Unlike `==`, a null is equal to a null here. */
export function compileJoin(plan: PlanOf<'join'>, compilation: Compilation): Source {
  const leftKeys = compileKeys(plan.leftKeys, compilation);
  const rightKeys = compileKeys(plan.rightKeys, compilation);
  for (const [index, { type }] of leftKeys.entries()) refuseKeys(type, rightKeys[index]?.type);
  const sides: Sides = {
    left: { source: compilation.compilePlan(plan.left, compilation), keys: keyReaders(leftKeys) },
    right: { source: compilation.compilePlan(plan.right, compilation), keys: keyReaders(rightKeys) },
    noLeft: nothing(plan.left.columns),
    noRight: nothing(plan.right.columns),
    compilation,
  };
  return FLAVOURS[plan.flavour](sides);
}

interface Sides {
  readonly left: Side;
  readonly right: Side;
  /** What stands for a row of the other side that there is not. */
  readonly noLeft: Row;
  readonly noRight: Row;
  readonly compilation: Compilation;
}

interface Side {
  readonly source: Source;
  readonly keys: readonly KeyReader[];
}

const FLAVOURS: Readonly<Record<JoinFlavour, (sides: Sides) => Source>> = {
  inner: (sides) => pairs(sides, { keepsLeft: false, keepsRight: false }),
  innerunique: (sides) => pairs({ ...sides, left: firstOfEach(sides) }, { keepsLeft: false, keepsRight: false }),
  leftouter: (sides) => pairs(sides, { keepsLeft: true, keepsRight: false }),
  rightouter: (sides) => pairs(sides, { keepsLeft: false, keepsRight: true }),
  fullouter: (sides) => pairs(sides, { keepsLeft: true, keepsRight: true }),
  leftsemi: ({ left, right, compilation }) => filtered(left, right, { compilation, isWanted: true }),
  leftanti: ({ left, right, compilation }) => filtered(left, right, { compilation, isWanted: false }),
  rightsemi: ({ left, right, compilation }) => filtered(right, left, { compilation, isWanted: true }),
  rightanti: ({ left, right, compilation }) => filtered(right, left, { compilation, isWanted: false }),
};

function compileKeys(keys: readonly Expression[], compilation: Compilation): readonly Argument[] {
  return keys.map((key) => compileExpression(key, compilation));
}

function refuseKeys(left: ScalarType, right: ScalarType | undefined): void {
  const isSame = left === right || (NUMBERS.has(left) && right !== undefined && NUMBERS.has(right));
  if (!isSame || left === 'dynamic') {
    throw new QueryError(`A join of ${left} with ${right} is not supported: convert both keys to one type.`, 'join');
  }
}

const NUMBERS: ReadonlySet<ScalarType> = new Set(['int', 'long', 'real']);

function nothing(columns: readonly PlanColumn[]): Row {
  return columns.map(({ type }) => emptyCell(type));
}

/** The left rows without those whose key has been seen before. */
function firstOfEach({ left, compilation }: Sides): Side {
  const { source, keys } = left;
  return {
    keys,
    source: (sink) => {
      const index = createKeyIndex(keys);
      let known = 0;
      source((row) => {
        if (index.add(row) < known) return true;
        known += 1;
        compilation.memory.hold(keys.length);
        return sink(row);
      });
      compilation.memory.release(known * keys.length);
    },
  };
}

interface Kept {
  readonly keepsLeft: boolean;
  readonly keepsRight: boolean;
}

/** The right side is collected, then each left row is joined with what it matches. */
function pairs({ left, right, noLeft, noRight, compilation }: Sides, { keepsLeft, keepsRight }: Kept): Source {
  return (sink) => {
    const check = stepCheck(compilation);
    const { rows, done } = collect(right.source, compilation);
    const { index, matches } = indexRows(rows, right.keys);
    const matched = new Uint8Array(keepsRight ? index.size() : 0);
    let isWanted = true;
    left.source((row) => {
      const id = index.find(row, left.keys);
      const others = matches[id];
      if (others === undefined) {
        if (keepsLeft) isWanted = sink([...row, ...noRight]);
        return isWanted;
      }
      if (keepsRight) matched[id] = 1;
      for (const other of others) {
        check();
        isWanted = sink(row.concat(other));
        if (!isWanted) break;
      }
      return isWanted;
    });
    if (keepsRight && isWanted) {
      for (const row of rows) {
        const isMatched = matched[index.find(row, right.keys)] === 1;
        if (!isMatched && !sink([...noLeft, ...row])) break;
      }
    }
    done();
  };
}

/** The rows of each key, by its number. */
function indexRows(rows: readonly Row[], keys: readonly KeyReader[]): { index: KeyIndex; matches: Row[][] } {
  const index = createKeyIndex(keys);
  const matches: Row[][] = [];
  for (const row of rows) {
    const id = index.add(row);
    const known = matches[id];
    if (known === undefined) matches[id] = [row];
    else known.push(row);
  }
  return { index, matches };
}

interface Filtering {
  readonly compilation: Compilation;
  readonly isWanted: boolean;
}

/** The rows of one side that have a match on the other, or those that have none. */
function filtered(kept: Side, other: Side, { compilation, isWanted }: Filtering): Source {
  return (sink) => {
    const index = createKeyIndex(other.keys);
    let known = 0;
    other.source((row) => {
      if (index.add(row) >= known) {
        known += 1;
        compilation.memory.hold(other.keys.length);
      }
      return true;
    });
    kept.source((row) => {
      const isMatched = known > 0 && index.find(row, kept.keys) >= 0;
      return isMatched !== isWanted || sink(row);
    });
    compilation.memory.release(known * other.keys.length);
  };
}
