import type { KustoLanguage } from '../kusto/kusto.ts';
import { kustoList } from '../kusto/kustoLists.ts';
import type { ScalarType } from '../values.ts';
import type { DynamicShape } from './dataSummary.ts';
import { withDocumentedCalls } from './documentedCalls.ts';
import type { Schema, SchemaColumn, SchemaFunction } from './schema.ts';
import { stringLiteral } from './stringLiteral.ts';

declare global {
  namespace Kusto.Language.Symbols {
    interface DynamicArraySymbolFunc {
      /** Left out of the service's declarations. */
      new (elementType: TypeSymbol): DynamicArraySymbol;
    }
  }
}

type Symbols = KustoLanguage['Symbols'];
type TypeSymbol = Kusto.Language.Symbols.TypeSymbol;

/** The schema as the language service takes it: one database of these tables and functions. */
export function globalStateOf(kusto: KustoLanguage, schema: Schema): Kusto.Language.GlobalState {
  const { Symbols } = kusto;
  const tables = schema.tables.map(
    ({ name, description, columns }) => new Symbols.TableSymbol.$ctor6(name, columnsOf(Symbols, columns), description),
  );
  const functions = schema.functions.map((declared) => functionOf(Symbols, declared));
  const database = new Symbols.DatabaseSymbol.$ctor3(DATABASE, null, kustoList([...tables, ...functions]), false);
  const globals = kusto.GlobalState.Default?.WithDatabase(database);
  if (globals === undefined || globals === null) throw new Error('The language service has no global state.');
  return withDocumentedCalls(globals, kusto);
}

const DATABASE = 'workspace';

function functionOf(symbols: Symbols, declared: SchemaFunction): Kusto.Language.Symbols.FunctionSymbol {
  const { name, parameters, description } = declared;
  if ('body' in declared) return new symbols.FunctionSymbol.$ctor16(name, parameters, declared.body, description);
  // An open table takes any further column that a query names.
  const result = new symbols.TableSymbol.$ctor3(columnsOf(symbols, declared.columns)).WithIsOpen(true);
  const list = symbols.Parameter.ParseList(parameters);
  return new symbols.FunctionSymbol.$ctor6(name, result, list, description);
}

function columnsOf(symbols: Symbols, columns: readonly SchemaColumn[]) {
  return kustoList(columns.map((column) => columnOf(symbols, column)));
}

function columnOf(symbols: Symbols, { name, type, description, values, shape }: SchemaColumn) {
  const symbol = type === 'dynamic' && shape !== undefined ? shapeOf(symbols, shape) : scalarOf(symbols, type);
  const examples = type === 'string' && values !== undefined ? kustoList(values.map(stringLiteral)) : null;
  return new symbols.ColumnSymbol(name, symbol, description, null, null, examples);
}

function shapeOf(symbols: Symbols, shape: DynamicShape): TypeSymbol {
  switch (shape.kind) {
    case 'bag':
      return new symbols.DynamicBagSymbol.ctor(
        shape.properties.map(
          (property) =>
            new symbols.ColumnSymbol(property.name, shapeOf(symbols, property.shape), null, null, null, null),
        ),
      );
    case 'array':
      return new symbols.DynamicArraySymbol(shapeOf(symbols, shape.element));
    // What a path gives is dynamic for a query, whatever is in it; a scalar type here would let wrong queries pass.
    case 'scalar':
    case 'unknown':
      return scalarOf(symbols, 'dynamic');
  }
}

function scalarOf(symbols: Symbols, type: ScalarType): TypeSymbol {
  const { ScalarTypes } = symbols;
  const found = {
    bool: ScalarTypes.Bool,
    int: ScalarTypes.Int,
    long: ScalarTypes.Long,
    real: ScalarTypes.Real,
    decimal: ScalarTypes.Decimal,
    string: ScalarTypes.String,
    datetime: ScalarTypes.DateTime,
    timespan: ScalarTypes.TimeSpan,
    guid: ScalarTypes.Guid,
    dynamic: ScalarTypes.Dynamic,
  }[type];
  if (found === null) throw new Error(`The language service has no type ${type}.`);
  return found;
}
