import * as l10n from '@vscode/l10n';
import { element } from '../ui/element.ts';

export interface SearchActions {
  readonly onEdit: () => void;
  readonly onEnter: () => void;
}

/** The text to search for: Enter searches, Escape empties the field. */
export function searchInput({ onEdit, onEnter }: SearchActions): HTMLInputElement {
  const label = l10n.t('Search text');
  const placeholder = l10n.t("Find in the site's records");
  const input = element('input', { type: 'search', class: 'native-input', 'aria-label': label, placeholder });
  input.spellcheck = false;
  input.addEventListener('input', onEdit);
  input.addEventListener('keydown', (event) => {
    // Enter and Escape belong to the input method while it composes a word.
    if (event.isComposing) return;
    if (event.key === 'Enter') onEnter();
    if (event.key !== 'Escape' || input.value === '') return;
    // Otherwise the same key would close the open record as well.
    event.preventDefault();
    input.value = '';
    onEdit();
  });
  return input;
}
