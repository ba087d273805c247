import * as l10n from '@vscode/l10n';
import { announcer } from '../ui/announcer.ts';
import { element } from '../ui/element.ts';
import { button } from '../ui/toolkit/button.ts';

export interface FormPageOptions {
  readonly title: string;
  readonly sections: readonly HTMLElement[];
  readonly onTest: () => void;
  readonly onCancel: () => void;
}

/** The frame of a form: title, sections, what concerns the form as a whole, and the row of buttons. */
export interface FormPage {
  readonly element: HTMLFormElement;
  readonly formNotes: HTMLElement;
  isTesting(): boolean;
  setTesting(testing: boolean): void;
  setSaving(saving: boolean): void;
  setStatus(text: string): void;
  announce(text: string): void;
}

export function formPage({ title, sections, onTest, onCancel }: FormPageOptions): FormPage {
  const save = button({ label: l10n.t('Save'), appearance: 'primary', onClick: 'submit' });
  const test = button({ label: l10n.t('Test connection'), onClick: onTest });
  const cancel = button({ label: l10n.t('Cancel'), onClick: onCancel });
  const status = element('p', { class: 'status', role: 'status' });
  const formNotes = element('div', { class: 'form-notes' });
  const alert = announcer();
  const footer = element('div', { class: 'form-footer' }, [
    element('div', { class: 'buttons' }, [save.element, test.element, cancel.element, status]),
  ]);
  new ResizeObserver(() => {
    document.documentElement.style.setProperty('--footer-height', `${footer.offsetHeight}px`);
  }).observe(footer);
  // Enter in an input of the browser looks for a button of the browser; the toolkit's fields find Save by themselves.
  const nativeSubmit = element('button', { type: 'submit', hidden: '' });
  let testing = false;
  return {
    // Nothing is validated by the browser: its words would be its own, and not at the field.
    element: element('form', { class: 'form', novalidate: '' }, [
      element('h1', {}, [title]),
      ...sections,
      formNotes,
      footer,
      nativeSubmit,
      alert.element,
    ]),
    formNotes,
    isTesting: () => testing,
    setTesting: (next) => {
      testing = next;
      test.setLabel(testing ? l10n.t('Testing…') : l10n.t('Test connection'));
    },
    setSaving: (saving) => save.setLabel(saving ? l10n.t('Saving…') : l10n.t('Save')),
    setStatus: (text) => {
      status.textContent = text;
    },
    announce: alert.announce,
  };
}
