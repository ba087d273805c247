import * as l10n from '@vscode/l10n';
import type { Outcome } from '../../src/protocol/rpc.ts';
import { element } from '../ui/element.ts';
import { noteLine } from '../ui/noteLine.ts';
import { button } from '../ui/toolkit/button.ts';

/** The button that copies the stream declaration, with why one needs it and whether it worked. */
export function streamDeclaration(copy: () => Promise<Outcome<undefined>>): HTMLElement {
  const result = element('div', { class: 'notes', role: 'status' });
  const onClick = async (): Promise<void> => {
    const outcome = await copy();
    result.replaceChildren(
      noteLine(
        outcome.ok
          ? { verdict: 'ok', text: l10n.t('Copied. Paste it into “streamDeclarations” of the rule.') }
          : { verdict: 'failed', text: outcome.message },
      ),
    );
  };
  return element('div', { class: 'field' }, [
    element('p', { class: 'hint' }, [
      l10n.t('The data collection rule must declare a stream with exactly the columns that are sent.'),
    ]),
    button({ label: l10n.t('Copy stream declaration'), onClick: () => void onClick() }).element,
    result,
  ]);
}
