import type { TreeDataProvider, TreeItem } from 'vscode';
import type { FakePanel } from './fakePanel.ts';

/** Escape, or a click beside the question. */
export const DISMISS = Symbol('dismiss');
/** The text that is typed, or the beginning of the choice or button that is pressed. */
export type Answer = string | typeof DISMISS;

export interface Question {
  readonly kind: 'text' | 'choice' | 'folder' | 'modal';
  readonly title: string;
  readonly detail: string;
  readonly value: string;
  readonly password: boolean;
  readonly choices: readonly string[];
}

export interface Message {
  readonly kind: 'info' | 'warning' | 'error';
  readonly text: string;
  readonly buttons: readonly string[];
  press(button: string): void;
}

export interface ShownProgress {
  readonly title: string;
  readonly reports: { readonly message?: string; readonly increment?: number }[];
  running: boolean;
  cancel(): void;
}

export interface FakeStatusBarItem {
  readonly id: string;
  visible: boolean;
  name: string;
  text: string;
  command: string;
  tooltip: { readonly value: string } | undefined;
  backgroundColor: { readonly id: string } | undefined;
  accessibilityInformation: { readonly label: string } | undefined;
}

interface Seen {
  /** What will be answered to the questions to come, in their order. A text that is refused takes the next one. */
  answers: Answer[];
  readonly questions: Question[];
  /** The sentences that refused what was typed. */
  readonly refusals: string[];
  readonly messages: Message[];
  readonly progress: ShownProgress[];
  readonly panels: FakePanel[];
  readonly trees: Map<string, TreeDataProvider<unknown>>;
  readonly statusBar: FakeStatusBarItem[];
  readonly log: string[];
  readonly commands: Map<string, (argument: unknown) => unknown>;
  readonly executed: { readonly command: string; readonly argument: unknown }[];
  readonly contexts: Map<unknown, unknown>;
  readonly settings: Map<string, unknown>;
  readonly openedAddresses: string[];
  clipboard: string;
}

function nothing(): Seen {
  return {
    answers: [],
    questions: [],
    refusals: [],
    messages: [],
    progress: [],
    panels: [],
    statusBar: [],
    log: [],
    executed: [],
    openedAddresses: [],
    clipboard: '',
    trees: new Map(),
    commands: new Map(),
    contexts: new Map(),
    settings: new Map(),
  };
}

/** Who sits before the fake window: what they were shown, and what they will answer. */
export const user = {
  ...nothing(),
  reset(): void {
    Object.assign(user, nothing());
  },
  /** Gives the next answer to a question. */
  ask(question: Partial<Question> & Pick<Question, 'kind' | 'title'>): Answer {
    user.questions.push({ detail: '', value: '', password: false, choices: [], ...question });
    const answer = user.answers.shift();
    if (answer === undefined) throw new Error(`Nobody answers "${question.title}"`);
    return answer;
  },
  /** The only open panel. */
  panel(): FakePanel {
    const [panel, ...others] = user.panels.filter(({ disposed }) => !disposed);
    if (panel === undefined || others.length > 0) throw new Error(`${others.length} panels too many, or none`);
    return panel;
  },
  /** The rows of a tree as they are drawn, one level below `parent`. */
  async rows(view: string, parent?: unknown): Promise<readonly { readonly node: unknown; readonly item: TreeItem }[]> {
    const provider = user.trees.get(view);
    const nodes = (await provider?.getChildren(parent)) ?? [];
    return Promise.all(nodes.map(async (node) => ({ node, item: (await provider?.getTreeItem(node)) as TreeItem })));
  },
};
