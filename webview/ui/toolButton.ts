import { element } from './element.ts';
import { type IconName, icon } from './icon.ts';
import { type MenuGroup, openMenu } from './menu.ts';

/** A button of a dense toolbar: an icon, and its label where there is room. */
export interface ToolButton {
  readonly element: HTMLButtonElement;
  setPressed(pressed: boolean): void;
  setShown(shown: boolean): void;
  /** Says this beside the label, wherever the label itself is left out too; empty for nothing. */
  setRemark(remark: string): void;
}

export interface ToolButtonOptions {
  readonly icon: IconName;
  readonly label: string;
  /** The label is shown only where there is much room. */
  readonly isCompact?: boolean;
  /** The keys that do the same. */
  readonly keys?: string;
  readonly onClick: () => void;
}

export function toolButton({ icon: name, label, isCompact, keys, onClick }: ToolButtonOptions): ToolButton {
  const title = keys === undefined ? label : `${label} (${keys})`;
  const attributes = { type: 'button', class: 'tool', 'aria-label': label, title };
  const said = element('span', { class: 'tool-remark' });
  said.hidden = true;
  const created = element('button', attributes, [icon(name), element('span', { class: 'tool-label' }, [label]), said]);
  created.classList.toggle('compact', isCompact === true);
  created.addEventListener('click', onClick);
  return {
    element: created,
    setPressed: (pressed) => {
      created.ariaPressed = String(pressed);
    },
    setShown: (shown) => {
      created.hidden = !shown;
    },
    setRemark: (remark) => {
      const ending = remark === '' ? '' : `, ${remark}`;
      said.textContent = remark;
      said.hidden = remark === '';
      created.ariaLabel = label + ending;
      created.title = title + ending;
    },
  };
}

export interface MenuButtonOptions extends Omit<ToolButtonOptions, 'onClick'> {
  readonly groups: () => readonly MenuGroup[];
}

/** A button that opens a menu below itself. */
export function menuButton({ groups, ...options }: MenuButtonOptions): ToolButton {
  const open = (): void => {
    const box = button.element.getBoundingClientRect();
    button.element.ariaExpanded = 'true';
    openMenu({
      label: options.label,
      groups,
      at: { x: box.left, y: box.bottom + 2, aboveY: box.top - 2 },
      onClose: () => {
        button.element.ariaExpanded = 'false';
      },
    });
  };
  const button = toolButton({ ...options, onClick: open });
  button.element.ariaHasPopup = 'menu';
  button.element.ariaExpanded = 'false';
  button.element.append(icon('chevronDown'));
  button.element.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowDown') return;
    event.preventDefault();
    open();
  });
  return button;
}

/** Lets the arrow keys walk through the buttons, of which Tab then reaches one. */
export function toolbar(label: string, children: readonly HTMLElement[]): HTMLElement {
  const bar = element('div', { role: 'toolbar', class: 'tools', 'aria-label': label }, children);
  const shown = (): readonly HTMLButtonElement[] =>
    [...bar.querySelectorAll('button')].filter((button) => button.offsetParent !== null);
  const makeStop = (stop: Element | undefined): void => {
    for (const button of bar.querySelectorAll('button')) button.tabIndex = button === stop ? 0 : -1;
  };
  bar.addEventListener('focusin', (event) => {
    if (event.target instanceof HTMLButtonElement) makeStop(event.target);
  });
  bar.addEventListener('keydown', (event) => {
    const buttons = shown();
    const index = buttons.findIndex((button) => button.matches(':focus'));
    const steps: Readonly<Record<string, number>> = {
      ArrowRight: index + 1,
      ArrowLeft: index - 1,
      Home: 0,
      End: buttons.length - 1,
    };
    const next = steps[event.key];
    if (index < 0 || next === undefined) return;
    event.preventDefault();
    buttons[(next + buttons.length) % buttons.length]?.focus();
  });
  // The stop may be hidden by now, and Tab must find another one.
  new MutationObserver(() => {
    const buttons = shown();
    if (!buttons.some((button) => button.tabIndex === 0)) makeStop(buttons[0]);
  }).observe(bar, { attributes: true, attributeFilter: ['hidden'], subtree: true });
  makeStop(bar.querySelector('button:not([hidden])') ?? undefined);
  return bar;
}
