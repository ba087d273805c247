export { cp } from 'node:fs/promises';
