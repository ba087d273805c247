import * as vscode from 'vscode';
import { Failure } from '../core/failure.ts';

/** The extension's output channel. What is logged is built from codes and counts, never from records or secrets. */
export interface Log {
  info(message: string): void;
  warn(message: string): void;
  /** `doing` says what was being done. Of foreign errors only the name and the code places are logged. */
  error(error: unknown, doing: string): void;
  show(): void;
  dispose(): void;
}

export function createLog(): Log {
  const channel = vscode.window.createOutputChannel(vscode.l10n.t('Confluence Audit'), { log: true });
  return {
    info: (message) => channel.info(message),
    warn: (message) => channel.warn(message),
    error: (error, doing) => channel.error(`${doing}: ${describe(error)}`),
    show: () => channel.show(true),
    dispose: () => channel.dispose(),
  };
}

/** A foreign error's message may quote a request, so it is left out; its stack without the message tells the place. */
function describe(error: unknown): string {
  if (error instanceof Failure) return error.message;
  if (!(error instanceof Error)) return typeof error;
  const { message, stack = '' } = error;
  const end = stack.indexOf(message);
  const places =
    end < 0
      ? []
      : stack
          .slice(end + message.length)
          .split('\n')
          .slice(1);
  return [error.name, ...places.slice(0, 8)].join('\n');
}
