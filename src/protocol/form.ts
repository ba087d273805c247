/** What the two forms (organization, destination) have in common. All texts arrive localized. */

export type Verdict = 'ok' | 'warning' | 'failed' | 'skipped';

/** One sentence at one field. `field` is the field's name in the form's values, or 'form' for what belongs to none. */
export interface FieldNote<F extends string> {
  readonly field: F | 'form';
  readonly verdict: Verdict;
  readonly text: string;
}

/** The result of a save: `saved` closes the form; otherwise the notes say at which field to look. */
export interface SaveResult<F extends string> {
  readonly saved: boolean;
  readonly notes: readonly FieldNote<F>[];
}
