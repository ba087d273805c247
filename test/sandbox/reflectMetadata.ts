/**
 * The three functions of the package `reflect-metadata` that @peculiar/x509 needs before it can be loaded. It registers
 * its algorithms by decorators and does not bring the package itself.
 */
interface MetadataReflection {
  defineMetadata?: (key: unknown, value: unknown, target: object) => void;
  getMetadata?: (key: unknown, target: object) => unknown;
  getOwnMetadata?: (key: unknown, target: object) => unknown;
}

const reflection: typeof Reflect & MetadataReflection = Reflect;
const metadata = new WeakMap<object, Map<unknown, unknown>>();

reflection.getOwnMetadata ??= (key, target) => metadata.get(target)?.get(key);
reflection.getMetadata ??= (key, target) => metadata.get(target)?.get(key);
reflection.defineMetadata ??= (key, value, target) => {
  const known = metadata.get(target) ?? new Map<unknown, unknown>();
  metadata.set(target, known.set(key, value));
};
