import * as vscode from 'vscode';

/** Draws a view anew when it comes to sight and then each minute, as what it tells of time changes by itself. */
export function redrawWhileVisible(
  view: Pick<vscode.TreeView<unknown>, 'visible' | 'onDidChangeVisibility'>,
  redraw: () => void,
): vscode.Disposable {
  let timer: NodeJS.Timeout | undefined;
  const follow = (visible: boolean): void => {
    clearInterval(timer);
    timer = visible ? setInterval(redraw, REDRAW_MS) : undefined;
  };
  follow(view.visible);
  return vscode.Disposable.from(
    view.onDidChangeVisibility(({ visible }) => {
      follow(visible);
      if (visible) redraw();
    }),
    new vscode.Disposable(() => clearInterval(timer)),
  );
}

/** Nothing that it tells is finer than a minute for long. */
const REDRAW_MS = 60_000;
