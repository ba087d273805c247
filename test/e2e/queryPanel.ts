import type { Frame } from 'playwright-core';
import { hostEval } from '../vscode/extensionHost.ts';
import type { Window } from '../vscode/openWindow.ts';
import { panelFrame } from '../vscode/webviewFrame.ts';
import { title } from '../webview/kqlResults/resultsPage.ts';

/** The panel of results, as a person uses it. */
export interface QueryPanel {
  frame(): Promise<Frame>;
  /** What stands above the rows, or above a message. */
  facts(): Promise<string>;
  /** Why there are no rows. */
  message(): Promise<string>;
  /** The texts of a column of a short result, from the top. */
  column(name: string): Promise<readonly string[]>;
  press(button: string): Promise<void>;
  /** Chooses from the menu of a button; of two entries of this name the last. */
  choose(menu: string, entry: string): Promise<void>;
}

export function queryPanel(window: Window): QueryPanel {
  const frame = (): Promise<Frame> => panelFrame(window);
  const texts = async (selector: string): Promise<readonly string[]> =>
    (await frame()).locator(selector).allTextContents();
  const press = async (name: string): Promise<void> => {
    await (await frame()).getByRole('button', { name, exact: true }).click();
  };
  return {
    frame,
    facts: async () => (await texts('.facts > span')).join(' | '),
    message: async () => (await texts('.stage-message:not(.emptied)')).join(' '),
    async column(name) {
      const shown = await frame();
      const own = title(shown, name);
      if ((await own.count()) === 0) return [];
      return texts(`.grid-body [role=gridcell][aria-colindex="${await own.getAttribute('aria-colindex')}"]`);
    },
    press,
    async choose(menu, entry) {
      await press(menu);
      await (await frame()).getByRole('menuitem', { name: entry, exact: true }).last().click();
    },
  };
}

/** How many threads the extension host runs beside its own. */
export function threadCount(window: Window): Promise<number> {
  return hostEval(
    window.extensionHost,
    () => {
      // Else it would look up the names of all that the process is connected with.
      Reflect.set(process.report, 'excludeNetwork', true);
      const { workers }: { workers?: readonly unknown[] } = process.report.getReport();
      return workers?.length ?? 0;
    },
    null,
  );
}
