/** Attributes by name; undefined leaves the attribute out. */
export type Attributes = Readonly<Record<string, string | undefined>>;

/** Makes an element. Strings become text nodes, so nothing in them is ever read as HTML. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  children: readonly (Node | string)[] = [],
): HTMLElementTagNameMap[K] {
  const created = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) created.setAttribute(name, value);
  }
  created.append(...children);
  return created;
}
