import { Dropdown as ToolkitDropdown, Option as ToolkitOption } from '@vscode/webview-ui-toolkit';
import type { Choice, ChoiceOptions, Choices, Dropdown } from '../control.ts';
import { describeHost, editListeners, toolkitElement, whenDrawn } from './designSystem.ts';

export function dropdown<T extends string>({ label, choices }: ChoiceOptions<T>): Dropdown<T> {
  const field = toolkitElement('vscode-dropdown', ToolkitDropdown);
  // A label outside would not count: the toolkit gives the dropdown no name of its own.
  field.setAttribute('aria-label', label);
  let known = choices;
  let chosen = choices[0].value;
  const show = (): void => {
    if (field.value !== chosen) field.value = chosen;
  };
  const fill = (next: Choices<T>): void => {
    known = next;
    chosen = choiceOf(known, chosen).value;
    field.replaceChildren(...known.map((choice) => option(choice)));
  };
  fill(choices);
  // The toolkit takes the options after they were slotted, and then chooses one by itself.
  whenDrawn(field, () => {
    field.shadowRoot?.addEventListener('slotchange', show);
    show();
  });
  const edits = editListeners();
  field.addEventListener('change', () => {
    chosen = choiceOf(known, field.value).value;
    edits.tell();
  });
  return {
    element: field,
    label,
    get: () => chosen,
    set: (value) => {
      chosen = choiceOf(known, value).value;
      show();
    },
    setChoices: fill,
    focus: (options) => field.focus(options),
    describe: (state) => describeHost(field, state),
    onEdit: edits.add,
  };
}

function choiceOf<T extends string>(choices: Choices<T>, value: string): Choice<T> {
  return choices.find((choice) => choice.value === value) ?? choices[0];
}

function option(choice: Choice<string>): HTMLElement {
  const created = toolkitElement('vscode-option', ToolkitOption);
  created.value = choice.value;
  created.append(choice.label);
  return created;
}
