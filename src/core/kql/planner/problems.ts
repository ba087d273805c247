import type { Place } from '../plan.ts';

/** Why a query cannot be planned: a sentence for its author. */
export interface PlanProblem {
  readonly message: string;
  /** `error` is what the language service says is wrong; `unsupported` is right, but not run here. */
  readonly code: 'error' | 'unsupported';
  /** Of what is unsupported: the operator's or function's name in Kusto. */
  readonly name?: string;
  /** In the text that was planned. */
  readonly place: Place;
}

/** Thrown by what plans a part of the query, and kept by the part around it, so that all problems are found at once. */
export class Refusal extends Error {
  readonly problem: PlanProblem;

  constructor(problem: PlanProblem) {
    super(problem.message);
    this.name = 'Refusal';
    this.problem = problem;
  }
}

/** A refusal because planner and service do not agree, which may follow from what has been refused before. */
export class Doubt extends Refusal {}

/** Keeps why a part is not planned. Throws again what is no refusal. */
export function keepRefusal(problems: PlanProblem[], error: unknown): void {
  if (!(error instanceof Refusal)) throw error;
  const { message, place } = error.problem;
  // The body of a function is planned for each of its calls.
  const isKnown = problems.some((known) => known.message === message && known.place.start === place.start);
  const isConsequence = error instanceof Doubt && problems.length > 0;
  if (!isKnown && !isConsequence) problems.push(error.problem);
}
