import { Disposable, EventEmitter } from './fakeEvents.ts';
import { FakePanel } from './fakePanel.ts';
import { DISMISS, type FakeStatusBarItem, type Question, user } from './fakeUser.ts';
import { Uri } from './fakeValues.ts';

interface Button {
  readonly title: string;
}
interface MessageOptions {
  readonly modal?: boolean;
  readonly detail?: string;
}
type MessagePart = string | Button | MessageOptions;

/** A notification stays until a test presses one of its buttons; a modal message is a question. */
function message(kind: 'info' | 'warning' | 'error') {
  return async (text: string, ...parts: readonly MessagePart[]): Promise<string | Button | undefined> => {
    const buttons = parts.filter((part) => typeof part === 'string' || 'title' in part);
    const titles = buttons.map((button) => (typeof button === 'string' ? button : button.title));
    const [{ modal = false, detail = '' } = {}] = parts.filter(
      (part): part is MessageOptions => typeof part === 'object' && !('title' in part),
    );
    if (modal) return pick(buttons, { kind: 'modal', title: text, detail, choices: titles });
    const { promise, resolve } = Promise.withResolvers<string | Button | undefined>();
    user.messages.push({
      kind,
      text,
      buttons: titles,
      press: (title) => resolve(buttons[titles.indexOf(title)]),
    });
    return promise;
  };
}

function pick<T>(
  things: readonly T[],
  question: Pick<Question, 'kind' | 'title' | 'detail' | 'choices'>,
): T | undefined {
  const answer = user.ask(question);
  if (answer === DISMISS) return undefined;
  const index = question.choices.findIndex((choice) => choice.startsWith(answer));
  if (index < 0) throw new Error(`"${question.title}" has no choice "${answer}", but ${question.choices.join(' | ')}`);
  return things[index];
}

export const window = {
  showInformationMessage: message('info'),
  showWarningMessage: message('warning'),
  showErrorMessage: message('error'),
  windowState: new EventEmitter<{ readonly focused: boolean }>(),
  onDidChangeWindowState: (listener: (state: { readonly focused: boolean }) => unknown) =>
    window.windowState.event(listener),

  async showInputBox(options: {
    readonly title: string;
    readonly prompt: string;
    readonly value: string;
    readonly password?: boolean;
    readonly validateInput: (typed: string) => string | undefined;
  }): Promise<string | undefined> {
    const { title, prompt: detail, value, password = false, validateInput } = options;
    for (;;) {
      const typed = user.ask({ kind: 'text', title, detail, value, password });
      if (typed === DISMISS) return undefined;
      const refusal = validateInput(typed);
      if (refusal === undefined) return typed;
      user.refusals.push(refusal);
    }
  },

  async showQuickPick<T extends { readonly label: string; readonly description?: string }>(
    items: readonly T[],
    { title }: { readonly title: string },
  ): Promise<T | undefined> {
    const choices = items.map(({ label, description }) => [label, description].filter(Boolean).join(' — '));
    return pick(items, { kind: 'choice', title, detail: '', choices });
  },

  async showOpenDialog({ title }: { readonly title: string }): Promise<readonly Uri[] | undefined> {
    const answer = user.ask({ kind: 'folder', title });
    if (answer === DISMISS) return undefined;
    return [answer.includes('://') ? Uri.parse(answer) : Uri.file(answer)];
  },

  async withProgress<T>(
    { title }: { readonly title: string },
    task: (progress: unknown, token: unknown) => Promise<T>,
  ): Promise<T> {
    const cancelled = new EventEmitter<void>();
    const shown: (typeof user.progress)[number] = {
      title,
      reports: [],
      running: true,
      cancel: () => cancelled.fire(),
    };
    user.progress.push(shown);
    try {
      const progress = { report: (step: (typeof shown.reports)[number]) => shown.reports.push(step) };
      return await task(progress, { onCancellationRequested: cancelled.event });
    } finally {
      shown.running = false;
    }
  },

  createOutputChannel() {
    const write = (level: string) => (line: string) => user.log.push(`${level} ${line}`);
    const [info, warn, error] = [write('info'), write('warn'), write('error')];
    return { info, warn, error, show: () => user.log.push('shown'), dispose: () => user.log.push('disposed') };
  },

  createTreeView(id: string, { treeDataProvider }: { readonly treeDataProvider: never }) {
    user.trees.set(id, treeDataProvider);
    const visibility = new EventEmitter<{ readonly visible: boolean }>();
    const view = new Disposable(() => user.trees.delete(id));
    return Object.assign(view, { onDidChangeVisibility: visibility.event });
  },

  visibleTextEditors: [],
  onDidChangeVisibleTextEditors: new EventEmitter<unknown>().event,
  registerWebviewViewProvider: () => new Disposable(() => undefined),

  createStatusBarItem(id: string) {
    const item: FakeStatusBarItem & { show(): void; hide(): void; dispose(): void } = {
      id,
      visible: false,
      name: '',
      text: '',
      command: '',
      tooltip: undefined,
      backgroundColor: undefined,
      accessibilityInformation: undefined,
      show: () => (item.visible = true),
      hide: () => (item.visible = false),
      dispose: () => (item.visible = false),
    };
    user.statusBar.push(item);
    return item;
  },

  createWebviewPanel(viewType: string, title: string) {
    const panel = new FakePanel(viewType, title);
    user.panels.push(panel);
    return panel;
  },
};
