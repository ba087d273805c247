import type { KustoLanguage } from '../kusto/kusto.ts';
import { kustoList, listOf } from '../kusto/kustoLists.ts';

type GlobalState = Kusto.Language.GlobalState;
type FunctionSymbol = Kusto.Language.Symbols.FunctionSymbol;
type Signature = Kusto.Language.Symbols.Signature;
type ScalarSymbol = Kusto.Language.Symbols.ScalarSymbol;

/** Makes the service take calls that are in Kusto's documentation, and that it would take for errors. */
export function withDocumentedCalls(globals: GlobalState, kusto: KustoLanguage): GlobalState {
  const functions = replaced(globals.Functions, 'format_ipv4_mask', (symbol, signature) => {
    return withShorterCall(symbol, signature, kusto);
  });
  const plugins = replaced(globals.PlugIns, 'bag_unpack', (symbol, signature) => {
    return withSettings(symbol, signature, kusto);
  });
  return globals.WithFunctions(kustoList(functions))?.WithPlugIns(kustoList(plugins)) ?? globals;
}

function replaced(
  symbols: System.Collections.Generic.IReadOnlyList$1<FunctionSymbol> | null,
  name: string,
  make: (symbol: FunctionSymbol, signature: Signature) => FunctionSymbol,
): readonly FunctionSymbol[] {
  return listOf(symbols).map((symbol) => {
    const [signature] = symbol.Name === name ? listOf(symbol.Signatures) : [];
    return signature === undefined ? symbol : make(symbol, signature);
  });
}

/** The prefix of `format_ipv4_mask(address, prefix)` may be left out. */
function withShorterCall(symbol: FunctionSymbol, signature: Signature, { Symbols }: KustoLanguage): FunctionSymbol {
  const [address] = listOf(signature.Parameters);
  if (address === undefined) return symbol;
  const shorter = new Symbols.Signature.$ctor5(Symbols.ScalarTypes.String, [address]);
  return new Symbols.FunctionSymbol.$ctor4(symbol.Name, [signature, shorter]);
}

/** The service knows the first two parameters of `bag_unpack(column, prefix, columnsConflict, ignoredProperties)`. */
function withSettings(symbol: FunctionSymbol, signature: Signature, { Symbols }: KustoLanguage): FunctionSymbol {
  const [column] = listOf(signature.Parameters);
  const { ScalarTypes } = Symbols;
  if (column === undefined || signature.CustomReturnType === null) return symbol;
  const optional = (name: string, type: ScalarSymbol | null) => {
    const { Constant } = Symbols.ArgumentKind;
    return new Symbols.Parameter.$ctor3(name, type, Constant, null, null, false, null, 0, 1, null, null);
  };
  const parameters = [
    column,
    optional('OutputColumnPrefix', ScalarTypes.String),
    optional('columnsConflict', ScalarTypes.String),
    optional('ignoredProperties', ScalarTypes.Dynamic),
  ];
  const longer = new Symbols.Signature.ctor(signature.CustomReturnType, signature.Tabularity, parameters);
  return new Symbols.FunctionSymbol.$ctor4(symbol.Name, [longer]);
}
