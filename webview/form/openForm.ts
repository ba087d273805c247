import type { Outcome } from '../../src/protocol/rpc.ts';
import { start } from '../ui/start.ts';
import { type FormFields, type FormHost, form, type TestDisplay } from './form.ts';

export interface FormView<F extends string, V, S> {
  readonly host: FormHost<F, V> & { call(name: 'ready'): Promise<Outcome<S>> };
  readonly title: (state: S) => string;
  readonly fields: (state: S) => FormFields<F, V>;
  readonly testDisplay?: TestDisplay;
}

interface OpenedForm<V> {
  readonly mode: 'add' | 'edit';
  readonly values: V;
}

/** Opens a form view: asks the host for what it shows, draws it, and joins it with the host. */
export function openForm<F extends string, V, S extends OpenedForm<V>>(view: FormView<F, V, S>): void {
  const { host, title, testDisplay } = view;
  void start(
    () => host.call('ready'),
    (state) => {
      const fields = view.fields(state);
      fields.write(state.values);
      // Who edits may want any of the fields. The toolkit's radio buttons can take the focus only once they are drawn.
      if (state.mode === 'add') requestAnimationFrame(() => fields.first.focus({ preventScroll: true }));
      return form({ title: title(state), fields, host, ...(testDisplay === undefined ? {} : { testDisplay }) });
    },
  );
}
