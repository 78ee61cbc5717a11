/** Where a page is asked for: behind the cursor, or from the beginning, without the first `skip` branches. */
export interface Place {
  readonly cursor?: string;
  readonly skip: number;
}

/**
 * The places of a list that are known so far, so that any page of it can be asked for: the next one by its cursor alone,
 * and a distant one by the last known cursor before it and the number of branches between.
 */
export class Anchors {
  readonly #cursors = new Map<number, string>();

  /** @param row the first row behind the cursor, counted from 0 */
  learn(row: number, cursor: string): void {
    this.#cursors.set(row, cursor);
  }

  before(row: number): Place {
    let nearest = 0;
    for (const known of this.#cursors.keys()) {
      if (known <= row && known > nearest) nearest = known;
    }
    const cursor = this.#cursors.get(nearest);
    return { skip: row - nearest, ...(cursor !== undefined && { cursor }) };
  }
}

interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

/**
 * Reads `size` rows from `first` on, or as many as there are. The server may cut a page short of what was asked for; the
 * rest is asked for then.
 */
export async function readRows<Item>(
  ask: (place: Place & { readonly limit: number }) => Promise<Page<Item>>,
  anchors: Anchors,
  { first, size }: { readonly first: number; readonly size: number },
): Promise<Item[]> {
  const rows: Item[] = [];
  let place = anchors.before(first);
  for (;;) {
    const { items, nextCursor } = await ask({ ...place, limit: size - rows.length });
    rows.push(...items);
    if (nextCursor === null) return rows;
    anchors.learn(first + rows.length, nextCursor);
    if (rows.length >= size) return rows;
    place = { cursor: nextCursor, skip: 0 };
  }
}
