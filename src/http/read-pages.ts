import { ConfigurationError } from "../errors.js";

/** A list that is read page by page. */
export interface PageSource<T> {
  readPage(offset: number, limit: number): Promise<Omit<Page<T>, "offset">>;
  readonly idOf: (entry: T) => string | undefined;
  readonly maxPageSize: number;
  readonly signal: AbortSignal | undefined;
}

/** One page of a list. */
export interface Page<T> {
  /** Entries that were not on an earlier page. */
  readonly entries: readonly T[];
  /** Total number of entries, as reported by the service. */
  readonly count: number | undefined;
  /** Offset of the first entry. */
  readonly offset: number;
  /** `X-Request-Id` of the response. */
  readonly requestId: string | undefined;
}

/** Number of identical consecutive pages after which reading stops. */
const MAX_REPEATED_PAGES = 3;

/**
 * Yields the pages of a list that may change between requests. Each request overlaps the previous page by one entry. If that
 * entry is still there, none was skipped, and entries shifted back by new ones are dropped as duplicates. If it is gone,
 * entries left the list and later ones moved into offsets that were already read, so those offsets are read again.
 */
export async function* readPages<T>(
  source: PageSource<T>,
  { offset: start = 0, limit }: { readonly offset?: number | undefined; readonly limit?: number | undefined },
): AsyncGenerator<Page<T>, void, undefined> {
  const { maxPageSize } = source;
  const pageSize = limit ?? maxPageSize;
  const readPage = createPageReader(source);
  let lastId: string | undefined;
  let previousIds: string | undefined;
  let offset = start;
  for (let repeats = 0; ; ) {
    const overlap = lastId === undefined ? 0 : 1;
    // the first request sends the caller's limit unchanged, so that one above the maximum is rejected
    const { page, ids, hasMore, request } = await readPage(
      offset - overlap,
      overlap === 0 ? pageSize : Math.min(maxPageSize, pageSize + overlap),
    );
    if (page.entries.length > 0 || lastId === undefined) yield page;
    // a service that ignores the offset returns the same page forever
    repeats = ids.join() === previousIds ? repeats + 1 : 0;
    previousIds = ids.join();
    const shouldContinue = hasMore && repeats < MAX_REPEATED_PAGES;
    if (lastId !== undefined && !ids.includes(lastId)) {
      // steps of half a page overlap, so that entries inserted meanwhile leave no gap
      for (let rereadOffset = page.offset; rereadOffset > start; ) {
        rereadOffset = Math.max(start, rereadOffset - maxPageSize / 2);
        const reread = await readPage(rereadOffset, Math.min(maxPageSize, page.offset - rereadOffset + maxPageSize / 2));
        if (reread.page.entries.length > 0) yield reread.page;
        // the first entry was already known before this page, so everything in front of it has been read
        if (reread.firstSeenIn < request) break;
      }
    }
    if (!shouldContinue) return;
    lastId = ids.at(-1) ?? lastId;
    if (ids.length > 0) offset = page.offset + ids.length;
  }
}

/** Yields the entries of the pages one by one. */
export async function* readEntries<P, T>(
  pages: AsyncIterable<P>,
  entriesOf: (page: P) => readonly T[],
  signal: AbortSignal | undefined,
): AsyncGenerator<T, void, undefined> {
  for await (const page of pages) {
    for (const entry of entriesOf(page)) {
      signal?.throwIfAborted();
      yield entry;
    }
  }
}

/** Throws `ConfigurationError` for an empty array, which the service would ignore. */
export function rejectEmptyLists(filter: object): void {
  for (const [name, value] of Object.entries(filter)) {
    if (!Array.isArray(value) || value.length > 0) continue;
    throw new ConfigurationError(`${name} is an empty array. Omit it to list all entries.`, { options: [name] });
  }
}

interface ReadPage<T> {
  readonly page: Page<T>;
  /** IDs of all entries in the response, including duplicates of earlier pages. */
  readonly ids: readonly (string | undefined)[];
  readonly hasMore: boolean;
  /** Sequence number of the request. */
  readonly request: number;
  /** Sequence number of the request that first returned this page's first entry. */
  readonly firstSeenIn: number;
}

/** Creates a function that reads a page and remembers which entries were already returned. */
function createPageReader<T>({ readPage, idOf, signal }: PageSource<T>): (offset: number, limit: number) => Promise<ReadPage<T>> {
  const seen = new Map<string | undefined, number>();
  let request = 0;
  return async (offset, limit) => {
    signal?.throwIfAborted();
    const { entries: all, count, requestId } = await readPage(offset, limit);
    const ids = all.map(idOf);
    request += 1;
    const entries = all.filter((entry) => idOf(entry) === undefined || (!seen.has(idOf(entry)) && seen.set(idOf(entry), request)));
    const firstSeenIn = seen.get(ids[0]) ?? request;
    const end = offset + ids.length;
    // services count inconsistently: a full page is last only if the total ends there and covers more than this page;
    // a short page is followed by another only if the total says so
    const hasMore = ids.length >= limit ? !(count === end && offset > 0) : ids.length > 0 && count !== undefined && count > end;
    return { page: { entries, count, offset, requestId }, ids, hasMore, request, firstSeenIn };
  };
}
