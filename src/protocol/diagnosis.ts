import type { Verdict } from './form.ts';

/** A diagnosis as it is shown, in its own view and in the form: steps that finish one by one. All texts are localized. */

/** A step that is going to be done, in the order of the list. */
export interface PlannedStep {
  readonly id: string;
  readonly title: string;
}

export interface FinishedStep extends PlannedStep {
  readonly verdict: Verdict;
  /** What was seen; empty where nothing was. Holds no secret. */
  readonly seen: string;
  /** What that means, and what to do about it; may be empty. */
  readonly meaning: string;
  /** What the button of this step is called; undefined where there is nothing to repair or to read. */
  readonly repair: string | undefined;
}

/** A diagnosis that begins replaces what was shown of the one before. */
export interface DiagnosisBegun {
  readonly steps: readonly PlannedStep[];
}

/** In the middle of things, and afterwards. */
export interface DiagnosisState extends DiagnosisBegun {
  readonly finished: readonly FinishedStep[];
  readonly running: boolean;
}

/** What the view of a diagnosis shows besides its steps. */
export interface DiagnosisViewState extends DiagnosisState {
  readonly organization: string;
  readonly site: string;
}

/** What both the view and the form can ask for once steps are there. */
export type DiagnosisCalls = {
  /** Presses the button of a finished step. */
  repairStep: { params: { readonly id: string }; result: undefined };
  /** Puts the whole diagnosis on the clipboard, as Markdown. */
  copyDiagnosis: { params: undefined; result: undefined };
};

export type DiagnosisViewCalls = DiagnosisCalls & {
  ready: { params: undefined; result: DiagnosisViewState };
  /** Begins anew. */
  run: { params: undefined; result: undefined };
  cancel: { params: undefined; result: undefined };
};

export type DiagnosisEvents = {
  diagnosisBegun: DiagnosisBegun;
  stepFinished: FinishedStep;
};

export type DiagnosisViewEvents = DiagnosisEvents & {
  /** `message` is a sentence where it did not end by itself, else empty. */
  diagnosisEnded: { readonly message: string };
};
