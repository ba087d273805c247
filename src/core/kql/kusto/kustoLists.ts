/// <reference types="@kusto/language-service-next" />

declare global {
  namespace Bridge {
    /** Bridge.NET's own, which its declarations leave out. */
    function toArray<T>(list: System.Collections.Generic.IEnumerable$1<T>): T[];
  }
}

type KustoList<T> = System.Collections.Generic.IReadOnlyList$1<T>;

/** What is in a list of the language service. */
export function listOf<T>(list: System.Collections.Generic.IEnumerable$1<T> | null | undefined): readonly T[] {
  if (list === null || list === undefined) return [];
  return Array.isArray(list) ? list : Bridge.toArray(list);
}

/** A list for the language service, which takes JavaScript's arrays wherever it asks for a list. */
export function kustoList<T>(items: readonly T[]): KustoList<T> {
  return items as unknown as KustoList<T>;
}
