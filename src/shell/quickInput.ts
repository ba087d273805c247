import * as vscode from 'vscode';

export interface TextQuestion {
  readonly title: string;
  readonly prompt: string;
  readonly value: string;
  readonly password?: true;
  readonly placeHolder?: string;
  /** The sentence that says what is wrong; undefined when the text will do. */
  readonly judge: (typed: string) => string | undefined;
}

/** Asks for a line of text; undefined when the question was dismissed. Nothing typed is lost by clicking elsewhere. */
export function askText({ judge, ...question }: TextQuestion): Thenable<string | undefined> {
  return vscode.window.showInputBox({ ...question, ignoreFocusOut: true, validateInput: judge });
}

export interface Choice<T> extends vscode.QuickPickItem {
  readonly value: T;
}

/** The current value first, and marked, so that Enter keeps it. */
export function currentFirst<T>(choices: readonly Choice<T>[], current: T): readonly Choice<T>[] {
  const marked = choices
    .filter(({ value }) => value === current)
    .map((choice) => ({ ...choice, description: vscode.l10n.t('current') }));
  return [...marked, ...choices.filter(({ value }) => value !== current)];
}

/** Asks to pick one; undefined when the question was dismissed. */
export async function askChoice<T>(title: string, choices: readonly Choice<T>[]): Promise<Choice<T> | undefined> {
  return vscode.window.showQuickPick(choices, {
    title,
    ignoreFocusOut: true,
    matchOnDescription: true,
    matchOnDetail: true,
  });
}
