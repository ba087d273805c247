import { Button as ToolkitButton } from '@vscode/webview-ui-toolkit';
import type { Button, ButtonAppearance } from '../control.ts';
import { toolkitElement } from './designSystem.ts';

export interface ButtonOptions {
  readonly label: string;
  readonly appearance?: ButtonAppearance;
  /** What a screen reader says instead of the label. */
  readonly name?: string;
  /** `submit`: the button submits the form it is in, by click and by Enter in a field. */
  readonly onClick: 'submit' | ((event: MouseEvent) => void);
}

export function button({ label, appearance = 'secondary', name, onClick }: ButtonOptions): Button {
  const created = toolkitElement('vscode-button', ToolkitButton);
  // The toolkit keeps a node of its own among the children, so only the text may be changed.
  const text = document.createTextNode(label);
  created.append(text);
  created.appearance = appearance;
  if (name !== undefined) created.setAttribute('aria-label', name);
  // The toolkit ignores the attribute of that name; the property works.
  created.type = onClick === 'submit' ? 'submit' : 'button';
  // On Enter the toolkit submits the form from any button, Cancel too; the native button inside does the right thing.
  created.addEventListener('keypress', (event) => event.stopImmediatePropagation(), { capture: true });
  if (onClick !== 'submit') created.addEventListener('click', onClick);
  return {
    element: created,
    setLabel: (next) => {
      if (text.data !== next) text.data = next;
    },
    setAppearance: (next) => {
      created.appearance = next;
    },
    focus: () => created.focus(),
  };
}
