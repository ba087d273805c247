import * as l10n from '@vscode/l10n';
import type {
  DestinationField,
  DestinationFormState,
  DestinationFormValues,
  DestinationKind,
} from '../../src/protocol/destinationForm.ts';
import type { Outcome } from '../../src/protocol/rpc.ts';
import type { FormFields } from '../form/form.ts';
import { section } from '../form/section.ts';
import { field } from '../ui/field.ts';
import { button } from '../ui/toolkit/button.ts';
import { radioGroup } from '../ui/toolkit/radioGroup.ts';
import { textField } from '../ui/toolkit/textField.ts';
import { azureFields } from './azureFields.ts';

export interface DestinationActions {
  /** Gives undefined when the person picked none. */
  readonly pickFolder: () => Promise<Outcome<string | undefined>>;
  readonly copyStreamDeclaration: () => Promise<Outcome<undefined>>;
}

/** The fields of a destination of either kind. */
export function destinationFields(
  state: DestinationFormState,
  actions: DestinationActions,
): FormFields<DestinationField, DestinationFormValues> {
  const kind = radioGroup<DestinationKind>({
    label: l10n.t('Kind'),
    choices: [
      { value: 'azure', label: l10n.t('Azure Monitor Logs Ingestion (Microsoft Sentinel)') },
      { value: 'folder', label: l10n.t('Local folder') },
    ],
  });
  const displayName = textField({ label: l10n.t('Display name (optional)') });
  const folder = textField({ label: l10n.t('Folder') });
  const browse = button({ label: l10n.t('Browse…'), onClick: () => void pickFolder() });
  const azure = azureFields(state.secretStored, actions.copyStreamDeclaration);

  const kindField = field({ control: kind });
  const nameField = field({ control: displayName });
  const folderField = field({
    control: folder,
    hint: l10n.t('Records are written here as NDJSON, one file per day. No Azure account is needed.'),
    beside: [browse.element],
  });
  const showKind = (): void => {
    for (const shown of azure.sections) shown.hidden = kind.get() !== 'azure';
    folderField.element.hidden = kind.get() !== 'folder';
  };
  kind.onEdit(showKind);
  const pickFolder = async (): Promise<void> => {
    const outcome = await actions.pickFolder();
    if (!outcome.ok || outcome.value === undefined) return;
    folder.set(outcome.value);
    folderField.showNotes([]);
  };

  return {
    sections: [
      section(l10n.t('Destination'), [kindField.element, nameField.element, folderField.element]),
      ...azure.sections,
    ],
    byName: { displayName: nameField, ...azure.byName, folder: folderField },
    others: [kindField, ...azure.others],
    first: kind,
    read: () => ({ kind: kind.get(), displayName: displayName.get(), folder: folder.get(), ...azure.read() }),
    write: (values) => {
      kind.set(values.kind);
      displayName.set(values.displayName);
      folder.set(values.folder);
      azure.write(values);
      showKind();
    },
  };
}
