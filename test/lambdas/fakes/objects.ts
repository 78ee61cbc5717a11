import type {
  KeyPage,
  ObjectStore,
  ObjectVersion,
  VersionPage,
  VersionPosition,
} from '../../../lambdas/core/objects/object-store.ts';

export interface StoredVersion extends ObjectVersion {
  readonly text: string;
}

const bytes = (text: string): Buffer => Buffer.from(text, 'utf8');
const isAfter = (left: string, right: string): boolean => Buffer.compare(bytes(left), bytes(right)) > 0;

/** A versioned S3 in memory. Keys ascend by bytes, versions of a key come newest first, pages have a given size. */
export class FakeObjects implements ObjectStore {
  readonly buckets = new Map<string, Map<string, StoredVersion[]>>();
  readonly calls: string[] = [];
  pageSize = 1000;
  /** Called before each call; a test throws here to let the process die. */
  before: (call: string) => unknown = () => undefined;
  #versions = 0;

  put(bucket: string, key: string, text = '', landedAt = '2026-01-01T00:00:00.000Z', versionId?: string): string {
    const objects = this.buckets.get(bucket) ?? new Map<string, StoredVersion[]>();
    this.#versions += 1;
    const version = { key, versionId: versionId ?? `v${this.#versions}`, size: bytes(text).length, landedAt, text };
    objects.set(key, [version, ...(objects.get(key) ?? [])]);
    this.buckets.set(bucket, objects);
    return version.versionId;
  }

  keys(bucket: string): string[] {
    return [...(this.buckets.get(bucket)?.keys() ?? [])].sort((left, right) => (isAfter(left, right) ? 1 : -1));
  }

  async describe(bucket: string, key: string, versionId?: string): Promise<ObjectVersion | undefined> {
    this.#note(`describe ${key}`);
    return this.#find(bucket, key, versionId);
  }

  async read(bucket: string, key: string): Promise<string | undefined> {
    this.#note(`read ${key}`);
    return this.#find(bucket, key, undefined)?.text;
  }

  async write(bucket: string, key: string, text: string): Promise<void> {
    this.#note(`write ${key}`);
    this.put(bucket, key, text);
  }

  async listVersions(bucket: string, prefix: string, from: VersionPosition | undefined): Promise<VersionPage> {
    this.#note('listVersions');
    const all = this.#keysWith(bucket, prefix).flatMap((key) => this.buckets.get(bucket)?.get(key) ?? []);
    const start =
      from === undefined
        ? 0
        : all.findIndex((version) => version.key === from.key && version.versionId === from.versionId) + 1;
    const versions = all.slice(start, start + this.pageSize);
    const last = versions.at(-1);
    const isTruncated = start + this.pageSize < all.length;
    return { versions, next: isTruncated && last ? { key: last.key, versionId: last.versionId } : undefined };
  }

  async listKeys(bucket: string, prefix: string, after: string | undefined): Promise<KeyPage> {
    this.#note('listKeys');
    const all = this.#keysWith(bucket, prefix).filter((key) => after === undefined || isAfter(key, after));
    return { keys: all.slice(0, this.pageSize), isLast: all.length <= this.pageSize };
  }

  #keysWith(bucket: string, prefix: string): string[] {
    return this.keys(bucket).filter((key) => key.startsWith(prefix));
  }

  #find(bucket: string, key: string, versionId: string | undefined): StoredVersion | undefined {
    const versions = this.buckets.get(bucket)?.get(key) ?? [];
    return versionId === undefined ? versions[0] : versions.find((version) => version.versionId === versionId);
  }

  #note(call: string): void {
    this.before(call);
    this.calls.push(call);
  }
}
