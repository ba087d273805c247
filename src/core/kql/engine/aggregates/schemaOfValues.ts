import { type Cell, type Dynamic, type Row, TypedScalar } from '../../values.ts';
import { dynamicOf } from '../cellText.ts';
import { isArray, isBag } from '../cellTypes.ts';
import { type Accumulator, type Evaluator, QueryError } from '../functionTable.ts';

/** `buildschema`: the types of all values, where what is in a bag or an array has types of its own. Null of no values. */
export class SchemaOfValues implements Accumulator {
  private readonly schema = new Schema();
  private readonly evaluate: Evaluator;

  constructor(evaluate: Evaluator) {
    this.evaluate = evaluate;
  }

  add(row: Row): void {
    const value = this.evaluate(row);
    if (value !== null) this.schema.add(dynamicOf(value));
  }

  finish(out: Cell[]): void {
    out.push(this.schema.described());
  }
}

/** How the elements of an array are called among the properties of a bag. */
const INDEXER = '`indexer`';

class Schema {
  /** In the order in which they are first seen; `undefined` is what has properties or elements. */
  private readonly types = new Set<string | undefined>();
  private readonly properties = new Map<string, Schema>();

  add(value: Dynamic): void {
    if (isArray(value)) {
      // What an array says that has no elements is not documented, nor what a null in it says.
      if (value.length === 0) refuse('an empty array');
      this.types.add(undefined);
      for (const element of value) this.property(INDEXER).add(element);
    } else if (isBag(value)) {
      this.types.add(undefined);
      for (const [name, property] of Object.entries(value)) this.property(name).add(property);
    } else {
      this.types.add(typeName(value));
    }
  }

  /** One type by its name, a bag of types, or a list of both; null where no value has been seen. */
  described(): Dynamic {
    const bag = (): Dynamic => Object.fromEntries([...this.properties].map(([name, type]) => [name, type.described()]));
    const all = [...this.types].map((type) => type ?? bag());
    return all.length > 1 ? all : (all[0] ?? null);
  }

  private property(name: string): Schema {
    const known = this.properties.get(name);
    if (known !== undefined) return known;
    const made = new Schema();
    this.properties.set(name, made);
    return made;
  }
}

function typeName(value: Dynamic): string {
  if (value instanceof TypedScalar) return value.type === 'real' ? 'double' : value.type;
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'bigint':
      return 'long';
    case 'number':
      return Number.isInteger(value) ? 'long' : 'double';
    case 'boolean':
      return 'bool';
    default:
      return refuse('a null inside a value');
  }
}

function refuse(what: string): never {
  throw new QueryError(`buildschema() of ${what} is not supported.`, 'buildschema');
}
