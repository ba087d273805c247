import { bagUnpack } from './bagUnpack.ts';
import { narrow } from './narrow.ts';
import { pivot } from './pivot.ts';
import type { Plugin } from './plugin.ts';
import { rowsNear } from './rowsNear.ts';

/** Every plugin that the engine has, by name. */
export const plugins: Readonly<Record<string, Plugin>> = {
  bag_unpack: bagUnpack,
  narrow,
  pivot,
  rows_near: rowsNear,
};
