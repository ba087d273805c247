import * as l10n from '@vscode/l10n';
import type {
  DestinationField,
  DestinationFormState,
  DestinationFormValues,
  DestinationKind,
} from '../../src/protocol/destinationForm.ts';
import type { Outcome } from '../../src/protocol/rpc.ts';
import { section } from '../form/section.ts';
import { type Field, field } from '../ui/field.ts';
import { button } from '../ui/toolkit/button.ts';
import { radioGroup } from '../ui/toolkit/radioGroup.ts';
import { textField } from '../ui/toolkit/textField.ts';
import { azureFields } from './azureFields.ts';

/** The fields of a destination of either kind, and the values in them. */
export interface DestinationFields {
  readonly sections: readonly HTMLElement[];
  readonly byName: Readonly<Record<DestinationField, Field>>;
  readonly others: readonly Field[];
  read(): DestinationFormValues;
  write(values: DestinationFormValues): void;
  /** The secret typed before the page was hidden was not kept. */
  askForSecretAgain(): void;
  setFolder(path: string): void;
}

export interface DestinationActions {
  readonly pickFolder: () => void;
  readonly copyStreamDeclaration: () => Promise<Outcome<undefined>>;
}

export function destinationFields(state: DestinationFormState, actions: DestinationActions): DestinationFields {
  const kind = radioGroup<DestinationKind>({
    label: l10n.t('Kind'),
    choices: [
      { value: 'azure', label: l10n.t('Azure Monitor Logs Ingestion (Microsoft Sentinel)') },
      { value: 'folder', label: l10n.t('Local folder') },
    ],
  });
  const displayName = textField({ label: l10n.t('Display name (optional)') });
  const folder = textField({ label: l10n.t('Folder') });
  const browse = button({ label: l10n.t('Browse…'), onClick: actions.pickFolder });
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

  return {
    sections: [
      section(l10n.t('Destination'), [kindField.element, nameField.element, folderField.element]),
      ...azure.sections,
    ],
    byName: { displayName: nameField, ...azure.byName, folder: folderField },
    others: [kindField, ...azure.others],
    read: () => ({ kind: kind.get(), displayName: displayName.get(), folder: folder.get(), ...azure.read() }),
    write: (values) => {
      kind.set(values.kind);
      displayName.set(values.displayName);
      folder.set(values.folder);
      azure.write(values);
      showKind();
    },
    askForSecretAgain: () =>
      azure.byName.clientSecret.showNotes([
        {
          verdict: 'warning',
          text: l10n.t('Type the client secret again: it was not kept while this page was hidden.'),
        },
      ]),
    setFolder: (path) => {
      folder.set(path);
      folderField.showNotes([]);
    },
  };
}
