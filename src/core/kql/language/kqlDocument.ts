import type { KustoLanguage } from '../kusto/kusto.ts';
import type { DataSummary } from '../schema/dataSummary.ts';
import { globalStateOf } from '../schema/globalState.ts';
import { withoutShapes, workspaceSchema } from '../schema/workspaceSchema.ts';
import { createDictionary, type Dictionary } from './describe.ts';
import { type Block, kqlBlocks } from './statements.ts';

export type CodeService = Kusto.Language.Editor.KustoCodeService;

/** A file, as the language service sees it. All positions of features are in the file, in UTF-16 code units. */
export type Code = Kusto.Language.KustoCode;

/** A file, as the language service sees it. All positions of features are in the file, in UTF-16 code units. */
export interface KqlDocument {
  readonly kusto: KustoLanguage;
  readonly dictionary: Dictionary;
  /** As queries are checked and planned. */
  readonly globals: Kusto.Language.GlobalState;
  readonly text: string;
  readonly blocks: readonly AnalysedBlock[];
  /** The block that a position is in or at the end of; between blocks, an empty one there. */
  at(position: number): AnalysedBlock;
  /** A function or aggregate of Kusto. */
  builtIn(name: string): Kusto.Language.Symbols.FunctionSymbol | null;
}

/** Analysed when it is first asked. */
export interface AnalysedBlock extends Block {
  code(): Code;
  service(): CodeService;
  /**
   * The service with the properties that dynamic values of the loaded data have. They are good for proposals; whether a
   * query is right does not depend on the data.
   */
  shaped(): CodeService;
  shapedCode(): Code;
}

export interface Documents {
  open(text: string, summary: DataSummary | undefined): KqlDocument;
  /** As queries are checked and planned: whatever data is loaded. */
  globals(summary: DataSummary | undefined): Kusto.Language.GlobalState;
}

/** Keeps what was analysed, so that an edit costs the analysis of its own block only. */
export function createDocuments(kusto: KustoLanguage): Documents {
  const contexts = new Map<DataSummary | undefined, Context>();
  const contextOf = (summary: DataSummary | undefined): Context => {
    const known = contexts.get(summary);
    if (known !== undefined) return known;
    const schema = workspaceSchema(summary);
    const plain = globalStateOf(kusto, withoutShapes(schema));
    const shaped = hasShapes(summary) ? globalStateOf(kusto, schema) : plain;
    const made = { dictionary: createDictionary(schema), plain, shaped, analyses: new Map() };
    keepAtMost(contexts, MAX_CONTEXTS).set(summary, made);
    return made;
  };
  const analysed = (block: Block, context: Context): AnalysedBlock => {
    const { analyses } = context;
    const found = analyses.get(block.text) ?? analysisOf(kusto, block.text, context);
    analyses.delete(block.text);
    keepAtMost(analyses, MAX_ANALYSES).set(block.text, found);
    return { ...block, ...found };
  };
  return {
    open(text, summary) {
      const context = contextOf(summary);
      const blocks = kqlBlocks(text).map((block) => analysed(block, context));
      const at = (position: number): AnalysedBlock =>
        blocks.find(({ start, text: own }) => start <= position && position <= start + own.length) ??
        analysed({ start: position, text: '', statements: [], declarations: [] }, context);
      return {
        ...{ kusto, dictionary: context.dictionary, globals: context.plain, text, blocks, at },
        builtIn: (name) => context.plain.GetFunction(name) ?? context.plain.GetAggregate(name),
      };
    },
    globals: (summary) => contextOf(summary).plain,
  };
}

interface Context {
  readonly dictionary: Dictionary;
  readonly plain: Kusto.Language.GlobalState;
  readonly shaped: Kusto.Language.GlobalState;
  /** By the block's text. */
  readonly analyses: Map<string, Analysis>;
}

type Analysis = Pick<AnalysedBlock, 'code' | 'service' | 'shaped' | 'shapedCode'>;

function analysisOf(kusto: KustoLanguage, text: string, { plain, shaped }: Context): Analysis {
  const { KustoCodeService } = kusto.Editor;
  const code = once(() => codeOf(kusto, text, plain));
  const service = once(() => new KustoCodeService.ctor(code()));
  if (shaped === plain) return { code, service, shaped: service, shapedCode: code };
  const shapedCode = once(() => codeOf(kusto, text, shaped));
  return { code, service, shapedCode, shaped: once(() => new KustoCodeService.ctor(shapedCode())) };
}

function codeOf(kusto: KustoLanguage, text: string, globals: Kusto.Language.GlobalState): Code {
  const analysed = kusto.KustoCode.ParseAndAnalyze(text, globals);
  if (analysed === null) throw new Error('The language service gave nothing.');
  return analysed;
}

function once<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function hasShapes(summary: DataSummary | undefined): boolean {
  return summary?.tables.some(({ columns }) => columns.some(({ shape }) => shape !== undefined)) ?? false;
}

/** Datasets that open files are tried on. */
const MAX_CONTEXTS = 4;
/** An analysed query of thirty lines holds 0.6 MB. */
const MAX_ANALYSES = 20;

/** Makes room for one more, at the cost of what was used longest ago. */
function keepAtMost<K, V>(map: Map<K, V>, most: number): Map<K, V> {
  for (const key of map.keys()) {
    if (map.size < most) break;
    map.delete(key);
  }
  return map;
}
