import type { Control } from './control.ts';
import { element } from './element.ts';
import { type Note, noteLine } from './noteLine.ts';

/** A control with what is written around it: its label, a hint, and the notes about its value. */
export interface Field {
  readonly element: HTMLElement;
  readonly control: Control<string> | Control<boolean>;
  readonly notes: readonly Note[];
  showNotes(notes: readonly Note[]): void;
}

export interface FieldOptions {
  readonly control: Control<string> | Control<boolean>;
  /** A label to draw above the control, for a control that does not draw its own. */
  readonly drawLabel?: 'above';
  readonly hint?: string;
  /** What stands beside the control, for instance a button. */
  readonly beside?: readonly HTMLElement[];
}

export function field({ control, drawLabel, hint = '', beside = [] }: FieldOptions): Field {
  const hintLine = element('p', { class: 'hint' }, [hint]);
  const noteList = element('div', { class: 'notes' });
  let notes: readonly Note[] = [];
  const describe = (): void => {
    const invalid = notes.some((note) => note.verdict === 'failed');
    const text = [...notes.map((note) => note.text), hint].filter((part) => part !== '').join(' ');
    control.describe({ invalid, text });
  };
  hintLine.hidden = hint === '';
  describe();
  return {
    element: element('div', { class: 'field' }, [
      ...(drawLabel === 'above' ? [labelAbove(control)] : []),
      element('div', { class: 'field-control' }, [control.element, ...beside]),
      hintLine,
      noteList,
    ]),
    control,
    get notes() {
      return notes;
    },
    showNotes(next) {
      notes = next;
      noteList.replaceChildren(...notes.map(noteLine));
      describe();
    },
  };
}

/** Only to look at and to click on: the control carries the same words for assistive technology. */
function labelAbove(control: Control<string> | Control<boolean>): HTMLElement {
  const drawn = element('div', { class: 'label', 'aria-hidden': 'true' }, [control.label]);
  drawn.addEventListener('click', () => control.focus());
  return drawn;
}
