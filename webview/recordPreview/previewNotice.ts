import * as l10n from '@vscode/l10n';
import { element } from '../ui/element.ts';
import { noteLine } from '../ui/noteLine.ts';
import { button } from '../ui/toolkit/button.ts';

/** What is said instead of records, or above them. */
export interface PreviewNotice {
  readonly element: HTMLElement;
  clear(): void;
  showProgress(): void;
  showText(text: string, action?: NoticeAction): void;
  showFailure(message: string, retry: () => void): void;
}

export interface NoticeAction {
  readonly label: string;
  readonly run: () => void;
}

/** `onFocusLost` is called when the button that had the focus is gone. */
export function previewNotice(onFocusLost: () => void): PreviewNotice {
  const notice = element('div', { class: 'notice', 'aria-live': 'polite' });
  const actionButton = ({ label, run }: NoticeAction): HTMLElement => button({ label, onClick: run }).element;
  const show = (content: readonly HTMLElement[]): void => {
    const hadFocus = notice.contains(document.activeElement);
    notice.replaceChildren(...content);
    if (hadFocus) onFocusLost();
  };
  return {
    element: notice,
    clear: () => show([]),
    showProgress: () => show([element('div', { class: 'progress', 'aria-hidden': 'true' })]),
    showText: (text, action) =>
      show([element('p', {}, [text]), ...(action === undefined ? [] : [actionButton(action)])]),
    showFailure: (text, retry) =>
      show([noteLine({ verdict: 'failed', text }), actionButton({ label: l10n.t('Retry'), run: retry })]),
  };
}
