import * as l10n from '@vscode/l10n';
import type { OrganizationFormCalls, OrganizationFormEvents } from '../../src/protocol/organizationForm.ts';
import { stepList } from '../diagnosis/stepList.ts';
import type { TestDisplay } from '../form/form.ts';
import { section } from '../form/section.ts';
import type { Host } from '../host.ts';
import type { Field } from '../ui/field.ts';

type FormHost = Host<OrganizationFormCalls, OrganizationFormEvents>;

/** The diagnosis that a test of the connection runs, and so does a save: shown below the fields, outdated by any edit. */
export interface ConnectionTest extends TestDisplay {
  /** Hidden until there is something to show. */
  readonly element: HTMLElement;
  /** Calls the form's host, and knows from that when a test begins and ends. */
  readonly call: FormHost['call'];
  /** These are the fields whose edits outdate the test. */
  watch(fields: readonly Field[]): void;
}

export function connectionTest(host: FormHost): ConnectionTest {
  const list = stepList({
    repair: (id) => host.call('repairStep', { id }),
    copy: () => host.call('copyDiagnosis'),
  });
  const shown = section(l10n.t('Connection test'), [list.element]);
  shown.hidden = true;
  let run = 0;
  /** Edited or stopped: what still comes of the test is not taken. */
  let isOver = false;
  let isBegun = false;

  host.on('diagnosisBegun', ({ steps }) => {
    // Of a test that was over before it could begin.
    if (isOver) return;
    isBegun = true;
    list.begin(steps);
    shown.hidden = steps.length === 0;
    // As a whole where it fits, else from its title on.
    shown.scrollIntoView({ block: 'nearest' });
  });
  host.on('stepFinished', (step) => keepInSight(shown, () => list.finish(step)));
  return {
    element: shown,
    async call(name, ...args) {
      if (name !== 'testConnection' && name !== 'save') return host.call(name, ...args);
      const own = ++run;
      isOver = false;
      isBegun = false;
      const outcome = await host.call(name, ...args);
      if (own !== run) return outcome;
      list.end('');
      if (name === 'testConnection' && !isBegun && !isOver) clear();
      return outcome;
    },
    stop,
    clear,
    watch(fields) {
      for (const { control } of fields) control.onEdit(edit);
    },
  };

  function stop(): void {
    isOver = true;
    list.end('');
  }

  function clear(): void {
    shown.hidden = true;
  }

  function edit(): void {
    stop();
    list.outdate(l10n.t('The form was changed after this test.'));
  }
}

/** What was in sight as a whole before it grew is so afterwards; where a person has scrolled away, nothing moves. */
function keepInSight(target: HTMLElement, grow: () => void): void {
  const { top, bottom } = target.getBoundingClientRect();
  const coveredPx = Number.parseFloat(getComputedStyle(document.documentElement).scrollPaddingBottom) || 0;
  const wasInSight = top >= 0 && bottom <= innerHeight - coveredPx + 1;
  grow();
  if (wasInSight) target.scrollIntoView({ block: 'nearest' });
}
