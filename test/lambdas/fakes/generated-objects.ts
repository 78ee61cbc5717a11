import { recordedMarkerKey } from '../../../lambdas/core/landing/index.ts';
import type {
  KeyPage,
  ObjectStore,
  ObjectVersion,
  VersionPage,
  VersionPosition,
} from '../../../lambdas/core/objects/object-store.ts';

const pageSize = 1_000;

/**
 * A landing bucket of very many objects and the markers of those that are recorded, made as they are listed: in memory is
 * no more than one page, the numbers of the forgotten, and what a sweep writes.
 */
export class GeneratedObjects implements ObjectStore {
  lists = 0;
  describes = 0;
  /** Characters of the largest text that was written. */
  largestText = 0;
  readonly #texts = new Map<string, string>();
  readonly #count: number;
  readonly #forgotten: ReadonlySet<number>;

  constructor(count: number, forgotten: ReadonlySet<number>) {
    this.#count = count;
    this.#forgotten = forgotten;
  }

  static keyOf(place: number): string {
    return `landing/branch-stats/${String(place).padStart(9, '0')}.csv`;
  }

  async listVersions(_bucket: string, _prefix: string, from: VersionPosition | undefined): Promise<VersionPage> {
    this.lists += 1;
    const start = from === undefined ? 0 : placeOf(from.key) + 1;
    const end = Math.min(start + pageSize, this.#count);
    const versions = Array.from({ length: end - start }, (_, index) => versionAt(start + index));
    return { versions, next: end < this.#count ? versions.at(-1) : undefined };
  }

  async listKeys(_bucket: string, _prefix: string, after: string | undefined): Promise<KeyPage> {
    this.lists += 1;
    const keys: string[] = [];
    let place = after === undefined ? 0 : placeOf(after) + 1;
    for (; place < this.#count && keys.length < pageSize; place++) {
      if (!this.#forgotten.has(place)) {
        keys.push(recordedMarkerKey(GeneratedObjects.keyOf(place), 'v'));
      }
    }
    return { keys, isLast: place === this.#count };
  }

  async describe(_bucket: string, key: string): Promise<ObjectVersion | undefined> {
    this.describes += 1;
    return this.#forgotten.has(placeOf(key)) ? undefined : versionAt(placeOf(key));
  }

  async read(_bucket: string, key: string): Promise<string | undefined> {
    return this.#texts.get(key);
  }

  async write(_bucket: string, key: string, text: string): Promise<void> {
    this.largestText = Math.max(this.largestText, text.length);
    this.#texts.set(key, text);
  }
}

const placeOf = (key: string): number => Number(/\/(\d{9})\.csv/.exec(key)?.[1]);

const versionAt = (place: number): ObjectVersion => ({
  key: GeneratedObjects.keyOf(place),
  versionId: 'v',
  size: 1,
  landedAt: '2026-01-01T00:00:00.000Z',
});
