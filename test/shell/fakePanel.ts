import type { Calls, Client, Events } from '../../src/protocol/rpc.ts';
import { createClient } from '../../src/protocol/rpc.ts';
import { EventEmitter } from './fakeEvents.ts';
import type { Uri } from './fakeValues.ts';

/** A webview in the editor area, without a page: a test plays the view, over the same protocol as the real ones. */
export class FakePanel {
  readonly viewType: string;
  title: string;
  iconPath: unknown;
  reveals = 0;
  disposed = false;
  /** Everything that the host posted, as JSON: what a view can ever have seen. */
  readonly posted: string[] = [];
  readonly #toView = new EventEmitter<unknown>();
  readonly #fromView = new EventEmitter<unknown>();
  readonly #closed = new EventEmitter<void>();
  readonly onDidDispose = this.#closed.event;
  readonly webview = {
    html: '',
    cspSource: 'https://webview.example',
    asWebviewUri: (uri: Uri) => uri,
    onDidReceiveMessage: this.#fromView.event,
    postMessage: async (message: unknown): Promise<boolean> => {
      if (this.disposed) return false;
      this.posted.push(JSON.stringify(message));
      this.#toView.fire(asSent(message));
      return true;
    },
  };

  constructor(viewType: string, title: string) {
    this.viewType = viewType;
    this.title = title;
  }
  reveal(): void {
    if (this.disposed) throw new Error('Webview is disposed');
    this.reveals += 1;
  }
  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    this.#closed.fire();
  }
  /** What runs in the page. */
  connect<C extends Calls, E extends Events>(): Client<C, E> {
    const client = createClient<C, E>((message) => this.#fromView.fire(asSent(message)));
    this.#toView.event((message) => client.receive(message));
    return client;
  }
}

/** Messages travel as JSON, so what is undefined gets lost. */
function asSent(message: unknown): unknown {
  return JSON.parse(JSON.stringify(message));
}
