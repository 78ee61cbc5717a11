import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { type Failures, type Process, TimeoutError } from '../world/process.ts';
import type { World } from '../world/world.ts';
import type { Content } from './content.ts';

export interface StoredVersion {
  readonly key: string;
  readonly versionId: string;
  readonly landedAt: Date;
  readonly body: string;
  readonly isDeleteMarker: boolean;
  readonly content?: Content;
}

/** Small, so that listings take several pages. */
const PAGE = 3;

const named = (name: string): Error => Object.assign(new Error(`S3: ${name}`), { name });
const failures: Failures = {
  refused: () => named('SlowDown'),
  unanswered: () => new TimeoutError('S3 did not answer'),
};
const byBytes = (left: string, right: string): number => Buffer.compare(Buffer.from(left), Buffer.from(right));
const urlEncoded = (key: string): string => encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/');

/** Versioned buckets. */
export class S3 {
  readonly #world: World;
  /** Newest first. */
  readonly #buckets = new Map<string, Map<string, StoredVersion[]>>();
  /** Called for every object that lands. */
  onPut: (bucket: string, version: StoredVersion) => void = () => undefined;
  /** Called for every version that is removed. */
  onRemove: (key: string, versionId: string) => void = () => undefined;

  /** Called for every page of a listing. */
  onList: (process: Process) => void = () => undefined;

  constructor(world: World) {
    this.#world = world;
  }

  put(bucket: string, key: string, body: string, content?: Content): StoredVersion {
    return this.#add(bucket, { key, body, isDeleteMarker: false, ...(content && { content }) });
  }

  /** What a plain DELETE does in a versioned bucket. */
  hide(bucket: string, key: string): void {
    this.#add(bucket, { key, body: '', isDeleteMarker: true });
  }

  /** What a lifecycle rule does. */
  remove(bucket: string, key: string, versionId: string): void {
    const versions = this.versions(bucket, key);
    versions.splice(0, versions.length, ...versions.filter((version) => version.versionId !== versionId));
    this.onRemove(key, versionId);
  }

  versions(bucket: string, key: string): StoredVersion[] {
    return this.#buckets.get(bucket)?.get(key) ?? [];
  }

  keys(bucket: string, prefix: string): string[] {
    const keys = [...(this.#buckets.get(bucket)?.keys() ?? [])];
    return keys.filter((key) => key.startsWith(prefix)).sort(byBytes);
  }

  find(bucket: string, key: string, versionId?: string): StoredVersion | undefined {
    const versions = this.versions(bucket, key);
    const found = versionId === undefined ? versions[0] : versions.find((version) => version.versionId === versionId);
    return found?.isDeleteMarker ? undefined : found;
  }

  client(process: Process): S3Client {
    const send = (command: object): Promise<unknown> =>
      process.effect(titleOf(command), failures, () => {
        if (command instanceof ListObjectsV2Command || command instanceof ListObjectVersionsCommand)
          this.onList(process);
        return this.#answer(command);
      });
    return { send } as unknown as S3Client;
  }

  #add(bucket: string, version: Omit<StoredVersion, 'versionId' | 'landedAt'>): StoredVersion {
    const { random } = this.#world;
    const stored = { ...version, versionId: random.uuid().slice(0, 8), landedAt: new Date(this.#world.now()) };
    const objects = this.#buckets.get(bucket) ?? new Map<string, StoredVersion[]>();
    this.#buckets.set(bucket, objects.set(version.key, [stored, ...(objects.get(version.key) ?? [])]));
    if (!version.isDeleteMarker) this.onPut(bucket, stored);
    return stored;
  }

  #answer(command: object): unknown {
    if (command instanceof HeadObjectCommand) {
      const { Bucket = '', Key = '', VersionId } = command.input;
      return head(this.#existing(Bucket, Key, VersionId, 'NotFound'));
    }
    if (command instanceof GetObjectCommand) {
      const { Bucket = '', Key = '', VersionId } = command.input;
      const version = this.#existing(Bucket, Key, VersionId, 'NoSuchKey');
      return { ...head(version), Body: { transformToString: async () => version.body } };
    }
    if (command instanceof PutObjectCommand) {
      const { Bucket = '', Key = '', Body = '' } = command.input;
      return { VersionId: this.put(Bucket, Key, String(Body)).versionId };
    }
    if (command instanceof ListObjectsV2Command) return this.#listKeys(command.input);
    if (command instanceof ListObjectVersionsCommand) return this.#listVersions(command.input);
    throw new Error(`this S3 cannot do ${command.constructor.name}`);
  }

  #existing(bucket: string, key: string, versionId: string | undefined, error: string): StoredVersion {
    const version = this.find(bucket, key, versionId);
    if (version === undefined) throw named(error);
    return version;
  }

  #listKeys({ Bucket = '', Prefix = '', StartAfter }: ListObjectsV2Command['input']): unknown {
    const all = this.keys(Bucket, Prefix).filter(
      (key) => this.find(Bucket, key) !== undefined && (StartAfter === undefined || byBytes(key, StartAfter) > 0),
    );
    const page = all.slice(0, PAGE).map((key) => ({ Key: urlEncoded(key) }));
    return { Contents: page, IsTruncated: all.length > PAGE, EncodingType: 'url' };
  }

  #listVersions({ Bucket = '', Prefix = '', KeyMarker, VersionIdMarker }: ListObjectVersionsCommand['input']): unknown {
    const all = this.keys(Bucket, Prefix).flatMap((key) => this.versions(Bucket, key));
    const start = KeyMarker === undefined ? 0 : startAfter(all, KeyMarker, VersionIdMarker);
    const page = all.slice(start, start + PAGE);
    const last = page.at(-1);
    const isTruncated = start + PAGE < all.length;
    return {
      Versions: page.filter((version) => !version.isDeleteMarker).map(listed),
      DeleteMarkers: page.filter((version) => version.isDeleteMarker).map(listed),
      IsTruncated: isTruncated,
      EncodingType: 'url',
      ...(isTruncated && last && { NextKeyMarker: urlEncoded(last.key), NextVersionIdMarker: last.versionId }),
    };
  }
}

/** The version of the marker may be gone by now; then the listing goes on with the next key. */
function startAfter(all: readonly StoredVersion[], key: string, versionId: string | undefined): number {
  const at = all.findIndex((version) => version.key === key && version.versionId === versionId);
  if (at >= 0) return at + 1;
  const next = all.findIndex((version) => byBytes(version.key, key) > 0);
  return next === -1 ? all.length : next;
}

const head = (version: StoredVersion) => ({
  VersionId: version.versionId,
  ContentLength: version.content?.size ?? Buffer.byteLength(version.body),
  LastModified: version.landedAt,
});

const listed = (version: StoredVersion): unknown => ({
  Key: urlEncoded(version.key),
  VersionId: version.versionId,
  Size: version.content?.size ?? Buffer.byteLength(version.body),
  LastModified: version.landedAt,
});

const titleOf = (command: object): string => {
  const input = (command as { input: { Key?: string; Prefix?: string } }).input;
  return `S3 ${command.constructor.name.replace('Command', '')} ${input.Key ?? input.Prefix ?? ''}`;
};
