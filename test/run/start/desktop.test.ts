import { expect, test } from 'vitest';
import { windowsCommandLine } from './desktop.ts';

test('a path with spaces stays one argument on Windows', () => {
  const line = windowsCommandLine(['C:\\Program Files\\VS Code\\code.cmd', '--wait', 'C:\\Users\\A B\\x']);
  expect(line).toBe('"C:\\Program Files\\VS Code\\code.cmd" "--wait" "C:\\Users\\A B\\x"');
});
