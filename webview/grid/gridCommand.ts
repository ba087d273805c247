/** What a key does in a grid, beside moving the focus. */
export type GridCommand =
  | 'open'
  | 'selectRows'
  | 'selectColumns'
  | 'selectAll'
  | 'menu'
  | 'sort'
  | 'narrower'
  | 'wider'
  | 'moveLeft'
  | 'moveRight';

export type CommandKey = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey'>;

/** Undefined when the key is no command where the focus is: on a cell, or on a column's title. */
export function commandOf(event: CommandKey, place: 'cell' | 'title'): GridCommand | undefined {
  const isCommand = event.ctrlKey || event.metaKey;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (key === 'ContextMenu' || (key === 'F10' && event.shiftKey)) return 'menu';
  if (key === 'a' && isCommand && !event.shiftKey) return 'selectAll';
  if (key === ' ' && isCommand) return 'selectColumns';
  if (place === 'title') return titleCommand(key, isCommand, event.shiftKey);
  if (key === ' ' && event.shiftKey) return 'selectRows';
  return key === 'Enter' || key === ' ' ? 'open' : undefined;
}

function titleCommand(key: string, isCommand: boolean, isShift: boolean): GridCommand | undefined {
  if (key === 'Enter' || key === ' ') return 'sort';
  if (!isShift) return undefined;
  if (key === 'ArrowLeft') return isCommand ? 'moveLeft' : 'narrower';
  if (key === 'ArrowRight') return isCommand ? 'moveRight' : 'wider';
  return undefined;
}
