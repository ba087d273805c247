import * as l10n from '@vscode/l10n';
import type {
  DestinationFormCalls,
  DestinationFormEvents,
  DestinationFormState,
} from '../../src/protocol/destinationForm.ts';
import { applyDraft, draftOf } from '../form/draft.ts';
import { form } from '../form/form.ts';
import { connect } from '../host.ts';
import { start } from '../ui/start.ts';
import { destinationFields } from './destinationFields.ts';

const host = connect<DestinationFormCalls, DestinationFormEvents>();
void start(() => host.call('ready'), draw);

function draw(state: DestinationFormState): HTMLElement {
  const { values, secretTyped } = applyDraft(state.values, host.loadState());
  const fields = destinationFields(state, {
    pickFolder: () => void pickFolder(),
    copyStreamDeclaration: () => host.call('copyStreamDeclaration'),
  });
  fields.write(values);
  if (secretTyped && values.kind === 'azure') fields.askForSecretAgain();
  const keepDraft = (): void => host.saveState(draftOf(fields.read(), 'clientSecret'));
  const pickFolder = async (): Promise<void> => {
    const outcome = await host.call('pickFolder');
    if (!outcome.ok || outcome.value === undefined) return;
    fields.setFolder(outcome.value);
    keepDraft();
  };
  return form({
    title: state.mode === 'add' ? l10n.t('Add destination') : l10n.t('Edit destination'),
    sections: fields.sections,
    fields: fields.byName,
    otherFields: fields.others,
    values: fields.read,
    onEdit: keepDraft,
    calls: {
      validate: (entered) => host.call('validate', entered),
      testConnection: (entered) => host.call('testConnection', entered),
      save: (entered) => host.call('save', entered),
      cancel: () => void host.call('cancel'),
    },
  });
}
