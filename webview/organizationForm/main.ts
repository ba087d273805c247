import * as l10n from '@vscode/l10n';
import type {
  OrganizationFormCalls,
  OrganizationFormEvents,
  OrganizationFormState,
} from '../../src/protocol/organizationForm.ts';
import { applyDraft, draftOf } from '../form/draft.ts';
import { form } from '../form/form.ts';
import { connect } from '../host.ts';
import { start } from '../ui/start.ts';
import { organizationFields } from './organizationFields.ts';

const host = connect<OrganizationFormCalls, OrganizationFormEvents>();
void start(() => host.call('ready'), draw);

function draw(state: OrganizationFormState): HTMLElement {
  const { values, secretTyped } = applyDraft(state.values, host.loadState());
  const fields = organizationFields(state, {
    openTokenPage: () => void host.call('openTokenPage'),
    addDestination: () => void host.call('addDestination'),
  });
  fields.write(values);
  if (secretTyped) fields.askForTokenAgain();
  const keepDraft = (): void => host.saveState(draftOf(fields.read(), 'apiToken'));
  host.on('destinationsChanged', ({ destinations, selectId }) => {
    fields.setDestinations(destinations, selectId);
    keepDraft();
  });
  return form({
    title: title(state),
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

function title({ mode, sample }: OrganizationFormState): string {
  if (sample) return l10n.t('Edit sample organization');
  return mode === 'add' ? l10n.t('Add Confluence organization') : l10n.t('Edit Confluence organization');
}
