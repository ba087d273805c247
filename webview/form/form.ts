import * as l10n from '@vscode/l10n';
import type { FieldNote, SaveResult } from '../../src/protocol/form.ts';
import type { Outcome } from '../../src/protocol/rpc.ts';
import type { Control } from '../ui/control.ts';
import type { Field } from '../ui/field.ts';
import { formNotes } from './formNotes.ts';
import { formPage } from './formPage.ts';
import { whenPointerIsUp } from './whenPointerIsUp.ts';

export interface FormOptions<F extends string, V> {
  readonly title: string;
  readonly fields: FormFields<F, V>;
  readonly host: FormHost<F, V>;
  readonly testDisplay?: TestDisplay;
}

/** What shows a test of the connection beside the notes, where there is such a thing. */
export interface TestDisplay {
  /** A person stopped the test: what comes of it from now on is not shown. */
  stop(): void;
  /** No test was begun; what an earlier one found is not about what is in the form now. */
  clear(): void;
}

/** The fields of one kind of form, and the values in them. */
export interface FormFields<F extends string, V> {
  readonly sections: readonly HTMLElement[];
  /** In the order of the page. */
  readonly byName: Readonly<Record<F, Field>>;
  /** Fields that no note speaks of. */
  readonly others: readonly Field[];
  /** The first of the page. */
  readonly first: Control<string> | Control<boolean>;
  read(): V;
  write(values: V): void;
}

/** What the host of every form answers. */
export interface FormHost<F extends string, V> {
  call(name: 'validate' | 'testConnection', values: V): Promise<Outcome<readonly FieldNote<F>[]>>;
  call(name: 'save', values: V): Promise<Outcome<SaveResult<F>>>;
  call(name: 'cancel'): Promise<Outcome<undefined>>;
}

/** What both forms do: judge a field when it is left, test, save once, cancel. Gives the form's element. */
export function form<F extends string, V>(options: FormOptions<F, V>): HTMLElement {
  const { title, host, testDisplay } = options;
  const { sections, byName, others, read } = options.fields;
  const onCancel = (): void => void host.call('cancel');
  const page = formPage({ title, sections, onTest: () => void test(), onStopTest, onCancel });
  const notes = formNotes(byName, page.notes);
  // Since the host last judged the form as a whole: what a save or a test said of a field holds until its next edit.
  const edited = new Set<F>();
  // Answers are taken only while their number is still the current one.
  let validation = 0;
  let testRun = 0;
  let saving = false;

  for (const name of notes.names) {
    const { element, control } = byName[name];
    control.onEdit(() => edit(name));
    element.addEventListener('focusout', (event) => {
      const staysInside = event.relatedTarget instanceof Node && element.contains(event.relatedTarget);
      if (edited.has(name) && !staysInside) void judge(name);
    });
  }
  for (const { control } of others) control.onEdit(() => edit(undefined));
  page.element.addEventListener('submit', (event) => {
    event.preventDefault();
    void save();
  });
  return page.element;

  function edit(name: F | undefined): void {
    if (name !== undefined) edited.add(name);
    validation++;
    notes.outdate(name);
    if (page.isTesting()) stopTest(l10n.t('The test was stopped because the form was changed.'));
    else page.setStatus('');
  }

  async function judge(left: F): Promise<void> {
    const run = ++validation;
    const outcome = await host.call('validate', read());
    // A note that appears between press and release would move the button away from under the pointer.
    await whenPointerIsUp();
    if (run !== validation || saving || !outcome.ok) return;
    for (const name of edited) notes.showAt(name, outcome.value);
    const worst = byName[left].notes.find((note) => note.verdict === 'failed');
    if (worst !== undefined) page.announce(`${byName[left].control.label}: ${worst.text}`);
  }

  async function test(): Promise<void> {
    if (saving) return;
    const run = ++testRun;
    judgeAsAWhole();
    page.setTesting(true);
    page.setStatus(l10n.t('Testing…'));
    notes.show([]);
    const values = read();
    const input = await host.call('validate', values);
    if (run !== testRun) return;
    const isRefused = input.ok && input.value.some(({ verdict }) => verdict === 'failed');
    if (isRefused) testDisplay?.clear();
    const outcome = isRefused ? input : await host.call('testConnection', values);
    if (run !== testRun) return;
    stopTest('');
    if (!outcome.ok) return showFailure(outcome.message);
    notes.show(outcome.value);
    const status = isRefused
      ? l10n.t('Nothing was tested. What is wrong is written at the fields.')
      : testSummary(outcome.value);
    page.setStatus(status);
    const remarks = outcome.value.filter(({ verdict }) => verdict === 'failed' || verdict === 'warning');
    if (remarks.length > 0) page.announce(remarks.map(({ text }) => text).join(' '));
    if (isRefused) notes.focusFirstWrong();
  }

  function onStopTest(): void {
    stopTest(l10n.t('The test was stopped.'));
    testDisplay?.stop();
  }

  function stopTest(status: string): void {
    testRun++;
    page.setTesting(false);
    page.setStatus(status);
  }

  async function save(): Promise<void> {
    if (saving) return;
    saving = true;
    judgeAsAWhole();
    stopTest('');
    page.setSaving(true);
    const outcome = await host.call('save', read());
    // Saved: the host closes the page, and until then nothing may be saved a second time.
    if (outcome.ok && outcome.value.saved) return;
    saving = false;
    page.setSaving(false);
    if (!outcome.ok) return showFailure(outcome.message);
    notes.show(outcome.value.notes);
    const wrong = outcome.value.notes.filter((note) => note.verdict === 'failed');
    page.setStatus(l10n.t('Not saved. Why is written above.'));
    page.announce([l10n.t('Not saved.'), ...wrong.map((note) => note.text)].join(' '));
    notes.focusFirstWrong();
  }

  /** The answer to come is about all fields, and takes the place of what is being said of single ones. */
  function judgeAsAWhole(): void {
    validation++;
    edited.clear();
  }

  function showFailure(message: string): void {
    notes.show([{ field: 'form', verdict: 'failed', text: message }]);
    page.announce(message);
  }
}

function testSummary(notes: readonly FieldNote<string>[]): string {
  const failed = notes.filter((note) => note.verdict === 'failed').length;
  if (failed > 0) return l10n.t('The test failed. What is wrong is written above.');
  if (notes.some((note) => note.verdict === 'warning')) return l10n.t('The connection works, with remarks.');
  return l10n.t('The connection works.');
}
