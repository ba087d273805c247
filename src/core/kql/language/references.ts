import { listOf } from '../kusto/kustoLists.ts';
import type { Place } from '../plan.ts';
import type { TextEdit } from './codeActions.ts';
import type { KqlDocument } from './kqlDocument.ts';
import { namesIn } from './namesIn.ts';

export interface Reference {
  readonly place: Place;
  /** Whether it is where the name is declared. */
  readonly isDeclaration: boolean;
}

/** Everywhere in the query where the same thing is named, for what the query declares and for tables and functions. */
export function referencesAt(document: KqlDocument, position: number): readonly Reference[] {
  const block = document.at(position);
  const at = position - block.start;
  const { RelatedElementKind } = document.kusto.Editor;
  const related = listOf(block.service().GetRelatedElements(at)?.Elements).filter(
    ({ Kind }) => Kind === RelatedElementKind.Declaration || Kind === RelatedElementKind.Reference,
  );
  const found = related.map(({ Start, Length, Kind }) => ({
    place: { start: block.start + Start, length: Length },
    isDeclaration: Kind === RelatedElementKind.Declaration,
  }));
  return found.length > 0 ? found : sameTable(document, position);
}

/** Only what the query itself declares can be renamed. */
export function renamePlace(document: KqlDocument, position: number): Place | undefined {
  const references = referencesAt(document, position);
  if (!references.some(({ isDeclaration }) => isDeclaration)) return undefined;
  return references.find(({ place: { start, length } }) => start <= position && position <= start + length)?.place;
}

export function renameEdits(document: KqlDocument, position: number, name: string): readonly TextEdit[] {
  if (renamePlace(document, position) === undefined) return [];
  const text = /^[A-Za-z_]\w*$/.test(name) ? name : `['${name.replace(/[\\']/g, '\\$&')}']`;
  return referencesAt(document, position).map(({ place }) => ({ place, text }));
}

/** The service relates only what the query declares. */
function sameTable(document: KqlDocument, position: number): readonly Reference[] {
  const block = document.at(position);
  const names = namesIn(document.kusto, block.code()).filter(({ symbol }) => symbol !== 'other');
  const at = position - block.start;
  const here = names.find(({ place: { start, length } }) => start <= at && at <= start + length);
  return names
    .filter(({ name, symbol }) => name === here?.name && symbol === here.symbol)
    .map(({ place }) => ({ place: { ...place, start: block.start + place.start }, isDeclaration: false }));
}
