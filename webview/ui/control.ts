/**
 * The controls of a form, whatever library draws them. A control is made, inserted into the page in the same task, and
 * lives as long as the page.
 */
export interface Control<T extends string | boolean> {
  readonly element: HTMLElement;
  readonly label: string;
  get(): T;
  /** Sets the value; does not count as an edit. */
  set(value: T): void;
  focus(options?: FocusOptions): void;
  /** Says to assistive technology whether the value is wrong, and what is written under the control. */
  describe(state: Description): void;
  /** The listener is called whenever a person changes the value. */
  onEdit(listener: () => void): void;
}

export interface Description {
  readonly invalid: boolean;
  readonly text: string;
}

export interface TextField extends Control<string> {
  setPlaceholder(text: string): void;
  setEnabled(enabled: boolean): void;
}

export interface Choice<T extends string> {
  readonly value: T;
  readonly label: string;
}

/** At least one choice; the first is chosen until another is set. */
export type Choices<T extends string> = readonly [Choice<T>, ...Choice<T>[]];

export interface ChoiceOptions<T extends string> {
  readonly label: string;
  readonly choices: Choices<T>;
}

export interface Dropdown<T extends string> extends Control<T> {
  /** Replaces the choices and keeps the chosen one, or takes the first when it is gone. */
  setChoices(choices: Choices<T>): void;
}

export type ButtonAppearance = 'primary' | 'secondary';

export interface Button {
  readonly element: HTMLElement;
  setLabel(label: string): void;
  setAppearance(appearance: ButtonAppearance): void;
  focus(): void;
}
