import { buildExtension } from './buildExtension.ts';
import { packageExtension } from './packageExtension.ts';

await buildExtension('--sizes');
await packageExtension();
