import * as l10n from '@vscode/l10n';
import type {
  OrganizationFormCalls,
  OrganizationFormEvents,
  OrganizationFormState,
} from '../../src/protocol/organizationForm.ts';
import { openForm } from '../form/openForm.ts';
import { connect } from '../host.ts';
import { connectionTest } from './connectionTest.ts';
import { organizationFields } from './organizationFields.ts';

const host = connect<OrganizationFormCalls, OrganizationFormEvents>();
const test = connectionTest(host);
openForm({
  host: { call: test.call },
  testDisplay: test,
  title,
  fields(state: OrganizationFormState) {
    const fields = organizationFields(state, {
      openTokenPage: () => void host.call('openTokenPage'),
      addDestination: () => void host.call('addDestination'),
    });
    host.on('destinationsChanged', ({ destinations, selectId }) => fields.setDestinations(destinations, selectId));
    test.watch([...Object.values(fields.byName), ...fields.others]);
    return { ...fields, sections: [...fields.sections, test.element] };
  },
});

function title({ mode, sample }: OrganizationFormState): string {
  if (sample) return l10n.t('Edit sample organization');
  return mode === 'add' ? l10n.t('Add Confluence organization') : l10n.t('Edit Confluence organization');
}
