import * as l10n from '@vscode/l10n';
import { visibleLines, visibleText } from '../grid/cellText.ts';
import { element } from '../ui/element.ts';
import { formatCount } from '../ui/formatCount.ts';
import { icon } from '../ui/icon.ts';
import { type JsonEntry, type JsonNode, nodeSummary } from './jsonNode.ts';

/** A dynamic value as a tree that is opened and closed by keyboard or by pointer. What is closed is not in the page. */
export function jsonTree(label: string, root: JsonNode): HTMLElement {
  const tree = element('div', { role: 'tree', class: 'json-tree', 'aria-label': label });
  const entries = 'entries' in root ? root.entries : [{ name: label, node: root }];
  addEntries(tree, entries, 1);
  // What is small is open at once.
  for (const child of treeItems(tree).slice(0, OPEN_AT_ONCE)) {
    if (child.ariaExpanded === 'false' && (closed.get(child)?.length ?? 0) <= OPEN_ENTRIES) setOpen(child, true);
  }
  treeItems(tree)[0]?.setAttribute('tabindex', '0');
  tree.addEventListener('keydown', (event) => {
    const item = itemOf(event.target);
    if (item === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const next = obey(tree, item, event.key);
    if (next === undefined) return;
    event.preventDefault();
    focusItem(tree, next);
  });
  tree.addEventListener('click', (event) => {
    const item = itemOf(event.target);
    // Dragging over text marks it for copying and opens nothing.
    if (item === undefined || getSelection()?.isCollapsed === false) return;
    focusItem(tree, setOpen(item, item.ariaExpanded !== 'true'));
  });
  return tree;
}

/** More are shown on demand. */
const ENTRIES_AT_ONCE = 100;
const OPEN_AT_ONCE = 4;
const OPEN_ENTRIES = 8;
/** What an item shows when it is opened. */
const closed = new WeakMap<Element, readonly JsonEntry[]>();

function addEntries(parent: HTMLElement, entries: readonly JsonEntry[], level: number): void {
  parent.append(...entries.slice(0, ENTRIES_AT_ONCE).map((entry) => treeItem(entry, level)));
  const rest = entries.slice(ENTRIES_AT_ONCE);
  if (rest.length === 0) return;
  const more = l10n.t('{0} more', formatCount(rest.length));
  const item = element('div', { role: 'treeitem', tabindex: '-1', 'aria-level': String(level), class: 'json-item' }, [
    element('span', { class: 'json-line json-more' }, [more]),
  ]);
  closed.set(item, rest);
  parent.append(item);
}

function treeItem({ name, node }: JsonEntry, level: number): HTMLElement {
  const hasEntries = 'entries' in node && node.entries.length > 0;
  const item = element('div', {
    role: 'treeitem',
    class: 'json-item',
    tabindex: '-1',
    'aria-level': String(level),
    'aria-expanded': hasEntries ? 'false' : undefined,
  });
  if (hasEntries) closed.set(item, node.entries);
  item.append(
    element('span', { class: 'json-line' }, [
      hasEntries ? icon('chevronRight') : element('span', { class: 'json-leaf' }),
      element('span', { class: 'json-name' }, [visibleText(name)]),
      element('span', { class: `json-value json-${node.kind}` }, [valueText(node)]),
    ]),
  );
  return item;
}

function valueText(node: JsonNode): string {
  return node.kind === 'string' && node.text !== '' ? visibleLines(node.text) : nodeSummary(node);
}

/** Gives the item that the focus goes to; undefined when the key is not the tree's. */
function obey(tree: HTMLElement, item: HTMLElement, key: string): HTMLElement | undefined {
  const items = treeItems(tree);
  const index = items.indexOf(item);
  switch (key) {
    case 'ArrowDown':
      return items[index + 1] ?? item;
    case 'ArrowUp':
      return items[index - 1] ?? item;
    case 'Home':
      return items[0];
    case 'End':
      return items.at(-1);
    case 'ArrowRight':
      if (item.ariaExpanded === 'true') return items[index + 1] ?? item;
      return setOpen(item, true);
    case 'ArrowLeft':
      if (item.ariaExpanded === 'true') return setOpen(item, false);
      return itemOf(item.parentElement) ?? item;
    case 'Enter':
    case ' ':
      return setOpen(item, item.ariaExpanded !== 'true');
    default:
      return undefined;
  }
}

/** Gives the item that is there then: an item that stands for more is replaced by the first of them. */
function setOpen(item: HTMLElement, isOpen: boolean): HTMLElement {
  const entries = closed.get(item);
  if (entries === undefined) return item;
  const level = Number(item.ariaLevel);
  if (item.ariaExpanded === null) {
    const parent = item.parentElement;
    if (parent === null) return item;
    item.remove();
    const before = parent.childElementCount;
    addEntries(parent, entries, level);
    const first = parent.children[before];
    return first instanceof HTMLElement ? first : item;
  }
  item.ariaExpanded = String(isOpen);
  item.querySelector(':scope > [role=group]')?.remove();
  if (isOpen) {
    const group = element('div', { role: 'group' });
    addEntries(group, entries, level + 1);
    item.append(group);
  }
  return item;
}

function treeItems(tree: HTMLElement): readonly HTMLElement[] {
  return [...tree.querySelectorAll<HTMLElement>('[role=treeitem]')];
}

function itemOf(target: EventTarget | null): HTMLElement | undefined {
  const item = target instanceof Element ? target.closest<HTMLElement>('[role=treeitem]') : null;
  return item ?? undefined;
}

function focusItem(tree: HTMLElement, item: HTMLElement): void {
  for (const other of tree.querySelectorAll('[role=treeitem][tabindex="0"]')) other.setAttribute('tabindex', '-1');
  item.tabIndex = 0;
  item.focus();
}
