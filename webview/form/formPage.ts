import * as l10n from '@vscode/l10n';
import { announcer } from '../ui/announcer.ts';
import { element } from '../ui/element.ts';
import { noteLine } from '../ui/noteLine.ts';
import { button } from '../ui/toolkit/button.ts';
import type { NotePlace } from './formNotes.ts';

export interface FormPageOptions {
  readonly title: string;
  readonly sections: readonly HTMLElement[];
  readonly onTest: () => void;
  /** Called instead while a test is running. */
  readonly onStopTest: () => void;
  readonly onCancel: () => void;
}

/** The frame of a form: title, sections, and below them what concerns the form as a whole and the row of buttons. */
export interface FormPage {
  readonly element: HTMLFormElement;
  readonly notes: NotePlace;
  isTesting(): boolean;
  setTesting(testing: boolean): void;
  setSaving(saving: boolean): void;
  setStatus(text: string): void;
  announce(text: string): void;
}

export function formPage({ title, sections, onTest, onStopTest, onCancel }: FormPageOptions): FormPage {
  const save = button({ label: l10n.t('Save'), appearance: 'primary', onClick: 'submit' });
  const test = button({ label: l10n.t('Test connection'), onClick: startOrStop });
  const cancel = button({ label: l10n.t('Cancel'), onClick: onCancel });
  const status = element('p', { class: 'status', role: 'status' });
  const noteList = element('div', { class: 'form-notes' });
  const alert = announcer();
  const footer = element('div', { class: 'form-footer' }, [
    noteList,
    element('div', { class: 'buttons' }, [save.element, test.element, cancel.element, status]),
  ]);
  const measure = (): void => document.documentElement.style.setProperty('--footer-height', `${footer.offsetHeight}px`);
  new ResizeObserver(measure).observe(footer);
  // Enter in an input of the browser looks for a button of the browser; the toolkit's fields find Save by themselves.
  const nativeSubmit = element('button', { type: 'submit', hidden: '' });
  let testing = false;
  function startOrStop({ detail }: MouseEvent): void {
    if (!testing) onTest();
    // The second click of a double click does not mean to undo the first.
    else if (detail < 2) onStopTest();
  }
  // Wherever the focus is; a list that Escape closes has taken the key.
  addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && testing && !event.defaultPrevented) onStopTest();
  });
  return {
    // Nothing is validated by the browser: its words would be its own, and not at the field.
    element: element('form', { class: 'form', novalidate: '' }, [
      element('h1', {}, [title]),
      ...sections,
      footer,
      nativeSubmit,
      alert.element,
    ]),
    notes: {
      show: (notes) => {
        noteList.replaceChildren(...notes.map(noteLine));
        // At once, because a field that is gone to next must not end up below a footer that has grown.
        measure();
      },
      // At the edge of the window it is in sight, which scrollIntoView would not see.
      bringIntoSight: () => {
        const { top, bottom } = noteList.getBoundingClientRect();
        if (top < 0 || bottom > innerHeight) noteList.scrollIntoView({ block: 'nearest' });
      },
    },
    isTesting: () => testing,
    setTesting: (next) => {
      testing = next;
      test.setLabel(testing ? l10n.t('Stop test') : l10n.t('Test connection'));
    },
    setSaving: (saving) => save.setLabel(saving ? l10n.t('Saving…') : l10n.t('Save')),
    setStatus: (text) => {
      status.textContent = text;
    },
    announce: alert.announce,
  };
}
