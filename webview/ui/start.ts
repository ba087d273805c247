import * as l10n from '@vscode/l10n';
import type { Outcome } from '../../src/protocol/rpc.ts';
import { element } from './element.ts';
import { noteLine } from './noteLine.ts';
import { button } from './toolkit/button.ts';

/** Asks the host for what the view shows and draws it; should that fail, says so and offers to try again. */
export async function start<S>(ready: () => Promise<Outcome<S>>, draw: (state: S) => HTMLElement): Promise<void> {
  const root = document.getElementById('root');
  if (root === null) return;
  const outcome = await ready();
  const hadFocus = root.contains(document.activeElement);
  if (outcome.ok) {
    root.replaceChildren(draw(outcome.value));
    if (!hadFocus) return;
    // What had the focus is gone; from here Tab leads to what came instead.
    root.tabIndex = -1;
    root.focus();
    return;
  }
  const retry = button({ label: l10n.t('Retry'), onClick: () => void start(ready, draw) });
  root.replaceChildren(
    element('div', { class: 'form', role: 'alert' }, [
      noteLine({ verdict: 'failed', text: outcome.message }),
      retry.element,
    ]),
  );
  if (hadFocus) retry.focus();
}
