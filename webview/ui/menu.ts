import { element } from './element.ts';
import { icon } from './icon.ts';

export interface MenuItem {
  readonly label: string;
  /** The keys that do the same, as they are written on a keyboard. */
  readonly keys?: string;
  readonly isDisabled?: boolean;
  /** Makes it an item that is ticked or not, and that leaves the menu open. */
  readonly isChecked?: boolean;
  readonly run: () => void;
  /** Moves what the item stands for, by Alt and an arrow key. */
  readonly onMove?: (step: -1 | 1) => void;
}

export interface MenuGroup {
  readonly label?: string;
  readonly items: readonly MenuItem[];
}

export interface MenuOptions {
  readonly label: string;
  /** Asked for anew after each tick. */
  readonly groups: () => readonly MenuGroup[];
  /** Where its corner is to be; above that place where there is no room below. */
  readonly at: { readonly x: number; readonly y: number; readonly aboveY?: number };
  readonly onClose?: () => void;
}

let closeOpen: (() => void) | undefined;

/** Opens a menu with the focus in it; closed, it gives the focus back to where it was. */
export function openMenu({ label, groups, at, onClose }: MenuOptions): void {
  closeOpen?.();
  const before = document.activeElement;
  const menu = element('div', { role: 'menu', class: 'menu', 'aria-label': label });
  let items: readonly DrawnItem[] = [];

  const draw = (focused: number): void => {
    items = [];
    menu.replaceChildren(...groups().map((group) => drawGroup(group)));
    fitWidth(menu);
    focusItem(focused);
  };
  const drawGroup = (group: MenuGroup): HTMLElement => {
    const drawn = group.items.map((item): DrawnItem => ({ item, element: itemElement(item) }));
    items = [...items, ...drawn];
    const name = group.label === undefined ? {} : { 'aria-label': group.label };
    const heading =
      group.label === undefined
        ? []
        : [element('div', { class: 'menu-heading', 'aria-hidden': 'true' }, [group.label])];
    const list = element('div', { role: 'group', class: 'menu-group', ...name }, [
      ...heading,
      columnsOf(drawn.map((each) => each.element)),
    ]);
    for (const each of drawn) each.element.addEventListener('click', () => choose(each));
    return list;
  };
  const focusItem = (index: number): void => items[Math.min(index, items.length - 1)]?.element.focus();
  const focusedIndex = (): number => items.findIndex((each) => each.element === document.activeElement);

  const close = (): void => {
    if (closeOpen !== close) return;
    closeOpen = undefined;
    window.removeEventListener('pointerdown', closeFromOutside, true);
    window.removeEventListener('blur', close);
    const hadFocus = menu.contains(document.activeElement);
    menu.remove();
    onClose?.();
    if (hadFocus && before instanceof HTMLElement) before.focus();
  };
  const closeFromOutside = (event: PointerEvent): void => {
    if (event.target instanceof Node && !menu.contains(event.target)) close();
  };
  const choose = ({ item }: DrawnItem): void => {
    if (item.isDisabled === true) return;
    const index = focusedIndex();
    if (item.isChecked === undefined) close();
    item.run();
    if (item.isChecked !== undefined) draw(Math.max(0, index));
  };

  menu.addEventListener('keydown', (event) => {
    const index = focusedIndex();
    const current = items[index];
    event.stopPropagation();
    if (event.key === 'Tab' || event.key === 'Escape') {
      event.preventDefault();
      return close();
    }
    if (current === undefined) return;
    if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      const step = event.key === 'ArrowUp' ? -1 : 1;
      event.preventDefault();
      if (current.item.onMove === undefined) return;
      current.item.onMove(step);
      return draw(Math.max(0, index + step));
    }
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      return choose(current);
    }
    const next = nextIndex(event, index, items);
    if (next === undefined) return;
    event.preventDefault();
    focusItem(next);
  });
  menu.addEventListener('pointermove', (event) => {
    const hit = items.find((each) => event.target instanceof Node && each.element.contains(event.target));
    if (hit !== undefined && hit.element !== document.activeElement) hit.element.focus({ preventScroll: true });
  });
  menu.addEventListener('contextmenu', (event) => event.preventDefault());

  closeOpen = close;
  (document.querySelector('main') ?? document.body).append(menu);
  draw(0);
  place(menu, at);
  window.addEventListener('pointerdown', closeFromOutside, true);
  window.addEventListener('blur', close);
}

/** In a low window a long list stands in columns. */
function columnsOf(items: readonly HTMLElement[]): HTMLElement {
  const list = element('div', { class: 'menu-items', role: 'none' }, items);
  const rows = Math.min(items.length, Math.max(4, Math.floor((innerHeight - FRAME_PX) / ITEM_PX)));
  list.style.setProperty('--rows', String(rows));
  return list;
}

/** Where the columns are wider than the page, there are fewer of them, which are scrolled down. */
function fitWidth(menu: HTMLElement): void {
  const lists = [...menu.querySelectorAll<HTMLElement>('.menu-items')];
  const [longest] = lists.toSorted((one, other) => other.childElementCount - one.childElementCount);
  const group = longest?.parentElement;
  if (longest === undefined || !group) return;
  const isTooWide = (): boolean => group.scrollWidth > group.clientWidth || menu.scrollWidth > menu.clientWidth;
  for (let rows = Number(longest.style.getPropertyValue('--rows')); rows < longest.childElementCount; rows++) {
    if (!isTooWide()) return;
    longest.style.setProperty('--rows', String(rows + 1));
  }
}

interface DrawnItem {
  readonly item: MenuItem;
  readonly element: HTMLElement;
}

function itemElement({ label, keys, isDisabled, isChecked }: MenuItem): HTMLElement {
  const created = element(
    'div',
    {
      role: isChecked === undefined ? 'menuitem' : 'menuitemcheckbox',
      class: 'menu-item',
      tabindex: '-1',
      'aria-disabled': isDisabled === true ? 'true' : undefined,
      'aria-checked': isChecked === undefined ? undefined : String(isChecked),
      'aria-keyshortcuts': keys === undefined ? undefined : keyNames(keys),
    },
    [element('span', { class: 'menu-label' }, [label])],
  );
  if (isChecked !== undefined) created.prepend(icon('check'));
  if (keys !== undefined) created.append(element('span', { class: 'menu-keys', 'aria-hidden': 'true' }, [keys]));
  return created;
}

/** The same keys by the names that assistive technology knows. */
function keyNames(keys: string): string {
  return keys
    .replace('Ctrl+', 'Control+')
    .replace('⌘', 'Meta+')
    .replace(/(?<=\+)(?=(?:Left|Right|Up|Down)$)/, 'Arrow');
}

function nextIndex({ key }: KeyboardEvent, index: number, items: readonly DrawnItem[]): number | undefined {
  const { length } = items;
  switch (key) {
    case 'ArrowDown':
      return (index + 1) % length;
    case 'ArrowUp':
      return (index + length - 1) % length;
    case 'Home':
      return 0;
    case 'End':
      return length - 1;
    case 'ArrowRight':
    case 'ArrowLeft':
      return beside(index, items, key === 'ArrowRight' ? 1 : -1);
  }
  if (key.length !== 1) return undefined;
  // The next item that begins with the letter.
  const order = items.map((_, step) => (index + 1 + step) % length);
  return order.find((each) => items[each]?.item.label.toLowerCase().startsWith(key.toLowerCase()));
}

/** The item that stands at the same height in the next column of the menu. */
function beside(index: number, items: readonly DrawnItem[], step: -1 | 1): number | undefined {
  const boxes = items.map((each) => each.element.getBoundingClientRect());
  const from = boxes[index];
  if (from === undefined) return undefined;
  const far = (box: DOMRect): number => Math.abs(box.left - from.left) * 10 + Math.abs(box.top - from.top);
  const there = boxes.filter((box) => (step > 0 ? box.left >= from.right : box.right <= from.left));
  const nearest = there.toSorted((one, other) => far(one) - far(other))[0];
  return nearest === undefined ? undefined : boxes.indexOf(nearest);
}

function place(menu: HTMLElement, { x, y, aboveY = y }: MenuOptions['at']): void {
  const { offsetWidth: width, offsetHeight: height } = menu;
  const left = Math.max(EDGE_PX, Math.min(x, innerWidth - width - EDGE_PX));
  const fitsBelow = y + height <= innerHeight - EDGE_PX;
  const fitsAbove = aboveY - height >= EDGE_PX;
  const top = fitsBelow ? y : fitsAbove ? aboveY - height : Math.max(EDGE_PX, innerHeight - height - EDGE_PX);
  menu.style.left = `${left}px`;
  menu.style.top = `${top}px`;
}

const EDGE_PX = 4;
const ITEM_PX = 22;
/** What a menu needs beside its items. */
const FRAME_PX = 46;
