import type { Control } from './control.ts';
import { element } from './element.ts';

/** A day as `2026-12-31`, or empty. The toolkit has nothing of that kind, so this is the browser's own input. */
export function dateField(label: string): Control<string> {
  const input = element('input', { type: 'date', class: 'native-input', 'aria-label': label });
  return {
    element: input,
    label,
    // To the browser a date typed by half is as empty as none; who saves is to be told that it is no date.
    get: () => (input.validity.badInput ? INCOMPLETE : input.value),
    set: (value) => {
      input.value = value;
    },
    focus: (options) => input.focus(options),
    describe: ({ invalid, text }) => {
      input.ariaInvalid = invalid ? 'true' : null;
      input.ariaDescription = text === '' ? null : text;
    },
    onEdit: (listener) => input.addEventListener('input', listener),
  };
}

/** No day of any calendar, so that it is judged as one that was typed wrongly. */
const INCOMPLETE = 'incomplete';
