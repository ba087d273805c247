import type { FieldNote } from '../../src/protocol/form.ts';
import type { Field } from '../ui/field.ts';
import type { Note } from '../ui/noteLine.ts';

/** The notes of a form, each shown at the field it speaks of. */
export interface FormNotes<F extends string> {
  /** The names of the fields, in the order of the page. */
  readonly names: readonly F[];
  /** Replaces all notes. */
  show(notes: readonly FieldNote<F>[]): void;
  /** Replaces the notes of one field by its share of these. */
  showAt(name: F, notes: readonly FieldNote<F>[]): void;
  /** A value was edited: what was said about it no longer holds, nor does any success. */
  outdate(name: F | undefined): void;
  focusFirstWrong(): void;
}

/** Where notes are shown that concern the form as a whole. */
export interface NotePlace {
  show(notes: readonly Note[]): void;
  bringIntoSight(): void;
}

export function formNotes<F extends string>(fields: Readonly<Record<F, Field>>, whole: NotePlace): FormNotes<F> {
  // The keys of a record of fields are the names of the fields.
  const names = Object.keys(fields) as F[];
  const isShown = (name: F): boolean => fields[name].element.checkVisibility();
  const showAt = (name: F, notes: readonly FieldNote<F>[]): void =>
    fields[name].showNotes(notes.filter((note) => note.field === name));
  return {
    names,
    show(notes) {
      for (const name of names) showAt(name, notes);
      // What speaks of a field that is not on the page is said all the same.
      const rest = notes.filter((note) => note.field === 'form' || !isShown(note.field));
      whole.show(rest);
      // A failure at a field is gone to; in a low window what is said of the whole form may be far from where one looks.
      const isTold = ({ verdict }: FieldNote<F>): boolean => verdict === 'failed' || verdict === 'warning';
      const failsAtField = notes.some((note) => note.verdict === 'failed' && !rest.includes(note));
      if (!failsAtField && rest.some(isTold)) whole.bringIntoSight();
    },
    showAt,
    outdate(edited) {
      whole.show([]);
      for (const name of names) {
        const { notes, showNotes } = fields[name];
        if (notes.length === 0) continue;
        showNotes(
          name === edited ? [] : notes.filter((note) => note.verdict === 'failed' || note.verdict === 'warning'),
        );
      }
    },
    focusFirstWrong() {
      const wrong = names.find((name) => isShown(name) && fields[name].notes.some((note) => note.verdict === 'failed'));
      if (wrong !== undefined) fields[wrong].control.focus();
    },
  };
}
