import { TextField as ToolkitTextField } from '@vscode/webview-ui-toolkit';
import type { TextField } from '../control.ts';
import { setOrRemove, toolkitElement, whenDrawn } from './designSystem.ts';

export interface TextFieldOptions {
  readonly label: string;
  readonly type?: 'text' | 'password';
  readonly placeholder?: string;
}

export function textField({ label, type = 'text', placeholder = '' }: TextFieldOptions): TextField {
  const field = toolkitElement('vscode-text-field', ToolkitTextField);
  field.type = type;
  field.placeholder = placeholder;
  field.spellcheck = false;
  // Text inside is the one label that the toolkit does not override.
  field.append(label);
  whenDrawn(field, () => {
    field.control.autocomplete = type === 'password' ? 'new-password' : 'off';
  });
  return {
    element: field,
    label,
    get: () => field.value,
    set: (value) => {
      field.value = value;
    },
    setEnabled: (enabled) => {
      // The toolkit's property would take effect a frame later, too late for the Tab key that may follow.
      field.toggleAttribute('disabled', !enabled);
      whenDrawn(field, () => {
        field.control.disabled = !enabled;
      });
    },
    focus: (options) => field.control.focus(options),
    describe: ({ invalid, text }) => {
      setOrRemove(field, 'aria-invalid', invalid ? 'true' : '');
      // The input lives in a shadow tree, out of the reach of aria-describedby.
      whenDrawn(field, () => setOrRemove(field.control, 'aria-description', text));
    },
    onEdit: (listener) => field.addEventListener('input', listener),
    setPlaceholder: (text) => {
      field.placeholder = text;
    },
  };
}
