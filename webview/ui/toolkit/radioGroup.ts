import { Radio as ToolkitRadio, RadioGroup as ToolkitRadioGroup } from '@vscode/webview-ui-toolkit';
import type { ChoiceOptions, Control } from '../control.ts';
import { describeHost, editListeners, toolkitElement } from './designSystem.ts';

export function radioGroup<T extends string>({ label, choices }: ChoiceOptions<T>): Control<T> {
  const group = toolkitElement('vscode-radio-group', ToolkitRadioGroup);
  group.setAttribute('aria-label', label);
  group.setAttribute('orientation', 'vertical');
  const radios = choices.map((choice) => {
    const radio = toolkitElement('vscode-radio', ToolkitRadio);
    radio.value = choice.value;
    radio.append(choice.label);
    return radio;
  });
  group.append(...radios);
  let chosen = choices[0].value;
  group.value = chosen;
  const edits = editListeners();
  group.addEventListener('change', () => {
    const picked = choices.find((choice) => choice.value === group.value);
    // The toolkit reports a change made by set and one made by a person alike.
    if (picked === undefined || picked.value === chosen) return;
    chosen = picked.value;
    edits.tell();
  });
  return {
    element: group,
    label,
    get: () => chosen,
    set: (value) => {
      chosen = value;
      group.value = value;
    },
    focus: (options) => radios.find((radio) => radio.value === chosen)?.focus(options),
    describe: (state) => describeHost(group, state),
    onEdit: edits.add,
  };
}
