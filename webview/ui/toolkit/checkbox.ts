import { Checkbox as ToolkitCheckbox } from '@vscode/webview-ui-toolkit';
import type { Control } from '../control.ts';
import { describeHost, editListeners, toolkitElement } from './designSystem.ts';

export function checkbox(label: string): Control<boolean> {
  const field = toolkitElement('vscode-checkbox', ToolkitCheckbox);
  field.append(label);
  let known = false;
  const edits = editListeners();
  field.addEventListener('change', () => {
    // The toolkit reports a change made by set and one made by a person alike.
    if (field.checked === known) return;
    known = field.checked;
    edits.tell();
  });
  return {
    element: field,
    label,
    get: () => field.checked,
    set: (value) => {
      known = value;
      field.checked = value;
    },
    focus: (options) => field.focus(options),
    describe: (state) => describeHost(field, state),
    onEdit: edits.add,
  };
}
