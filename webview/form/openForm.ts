import type { Outcome } from '../../src/protocol/rpc.ts';
import { start } from '../ui/start.ts';
import { type FormFields, type FormHost, form } from './form.ts';

export interface FormView<F extends string, V, S> {
  readonly host: FormHost<F, V> & { call(name: 'ready'): Promise<Outcome<S>> };
  readonly title: (state: S) => string;
  readonly fields: (state: S) => FormFields<F, V>;
}

/** Opens a form view: asks the host for what it shows, draws it, and joins it with the host. */
export function openForm<F extends string, V, S extends { readonly values: V }>(view: FormView<F, V, S>): void {
  const { host } = view;
  void start(
    () => host.call('ready'),
    (state) => {
      const fields = view.fields(state);
      fields.write(state.values);
      return form({ title: view.title(state), fields, host });
    },
  );
}
