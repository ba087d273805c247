import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeRadio,
  vsCodeRadioGroup,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';
import type { Description } from '../control.ts';

// This folder alone knows the Webview UI Toolkit: a successor has to be taught to these few files only.
provideVSCodeDesignSystem().register(
  vsCodeButton(),
  vsCodeCheckbox(),
  vsCodeDropdown(),
  vsCodeOption(),
  vsCodeRadio(),
  vsCodeRadioGroup(),
  vsCodeTextField(),
);

// The toolkit reads the theme's colours when the class of the body changes; VS Code also changes colours without that.
new MutationObserver(() => document.body.classList.toggle('theme-colors-changed')).observe(document.documentElement, {
  attributeFilter: ['style'],
});

/** Makes an element of the toolkit. */
export function toolkitElement<T extends HTMLElement>(name: string, type: new () => T): T {
  const created = document.createElement(name);
  if (!(created instanceof type)) throw new Error(`<${name}> is not registered`);
  return created;
}

/** Runs the action once the element has drawn its inside, which it does on being inserted; never, if it is not. */
export function whenDrawn(target: HTMLElement, action: () => void): void {
  if (target.isConnected) action();
  else queueMicrotask(() => target.isConnected && action());
}

export function describeHost(host: HTMLElement, { invalid, text }: Description): void {
  setOrRemove(host, 'aria-invalid', invalid ? 'true' : '');
  setOrRemove(host, 'aria-description', text);
}

/** Sets the attribute, or removes it when the value is empty. */
export function setOrRemove(target: Element, name: string, value: string): void {
  if (value === '') target.removeAttribute(name);
  else target.setAttribute(name, value);
}

/** Those who want to know of edits, told all at once. */
export interface EditListeners {
  readonly add: (listener: () => void) => void;
  readonly tell: () => void;
}

export function editListeners(): EditListeners {
  const listeners: (() => void)[] = [];
  return {
    add: (listener) => listeners.push(listener),
    tell: () => {
      for (const listener of listeners) listener();
    },
  };
}
