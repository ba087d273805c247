import { type Dynamic, type ScalarType, TypedScalar } from '../values.ts';

/** The scalar type of a dynamic value; `dynamic` for a bag or an array, undefined for null, which has any type. */
export function dynamicType(value: Dynamic): ScalarType | undefined {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'boolean':
      return 'bool';
    case 'bigint':
      return 'long';
    case 'number':
      return Number.isInteger(value) ? 'long' : 'real';
    default:
      return value === null ? undefined : value instanceof TypedScalar ? value.type : 'dynamic';
  }
}
