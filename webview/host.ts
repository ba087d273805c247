import * as l10n from '@vscode/l10n';
import { type Calls, type Client, createClient, type Events } from '../src/protocol/rpc.ts';

/** The view's only way out: typed calls and events, and the state that VS Code keeps while the view is hidden. */
export interface Host<C extends Calls, E extends Events> extends Pick<Client<C, E>, 'call' | 'on'> {
  /** What saveState kept, from this page or an earlier one; undefined the first time. */
  loadState(): unknown;
  /** Written to disk by VS Code: never a secret, never a record. */
  saveState(state: unknown): void;
}

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

/** Joins the page with its host and takes its translations. To be called once, before any text is made. */
export function connect<C extends Calls, E extends Events>(): Host<C, E> {
  const bundle = document.getElementById('l10n')?.textContent;
  if (bundle) l10n.config({ contents: bundle });
  const api = acquireVsCodeApi();
  const client = createClient<C, E>((message) => api.postMessage(message));
  window.addEventListener('message', (event) => client.receive(event.data));
  return {
    call: client.call,
    on: client.on,
    loadState: () => api.getState(),
    saveState: (state) => api.setState(state),
  };
}
