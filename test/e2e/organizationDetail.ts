import type { Window } from '../vscode/openWindow.ts';
import { treeRows } from '../vscode/tree.ts';

/** What the tree says of an organization in one of its rows ("State", "Delivered"); undefined where it does not. */
export async function organizationDetail(window: Window, name: string, detail: string): Promise<string | undefined> {
  const rows = await treeRows(window, 'Organizations');
  const own = rows.slice(rows.findIndex(({ label }) => label === name) + 1);
  return own.find(({ label }) => label === detail)?.description;
}
