import {
  GetObjectCommand,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  type ObjectVersion as ListedVersion,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import type { KeyPage, ObjectStore, ObjectVersion, VersionPage, VersionPosition } from './object-store.ts';

/** S3's name for the version of an object that was written while versioning was off. */
const UNVERSIONED = 'null';

const MISSING = new Set(['NotFound', 'NoSuchKey', 'NoSuchVersion']);

/** Objects in S3. */
export class S3ObjectStore implements ObjectStore {
  readonly #client: S3Client;

  constructor(client: S3Client) {
    this.#client = client;
  }

  async describe(bucket: string, key: string, versionId?: string): Promise<ObjectVersion | undefined> {
    const place = { Bucket: bucket, Key: key, ...(versionId === undefined ? {} : { VersionId: versionId }) };
    const answer = this.#client.send(new HeadObjectCommand(place));
    const head = await orUndefined(versionId === undefined ? answer : orNoSuchVersion(answer));
    return head && toObjectVersion(key, head);
  }

  async read(bucket: string, key: string): Promise<string | undefined> {
    const object = await orUndefined(this.#client.send(new GetObjectCommand({ Bucket: bucket, Key: key })));
    return object?.Body?.transformToString('utf-8');
  }

  async write(bucket: string, key: string, text: string): Promise<void> {
    await this.#client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: text }));
  }

  async listVersions(bucket: string, prefix: string, from: VersionPosition | undefined): Promise<VersionPage> {
    const page = await this.#client.send(
      new ListObjectVersionsCommand({
        Bucket: bucket,
        Prefix: prefix,
        // XML cannot carry every character that a key may have.
        EncodingType: 'url',
        ...(from === undefined ? {} : { KeyMarker: from.key, VersionIdMarker: from.versionId }),
      }),
    );
    const decode = decoderOf(page.EncodingType);
    return {
      versions: (page.Versions ?? []).map((version) => fromListing(version, decode)),
      next: nextOf(page, decode),
    };
  }

  async listKeys(bucket: string, prefix: string, after: string | undefined): Promise<KeyPage> {
    const page = await this.#client.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix,
        EncodingType: 'url',
        ...(after === undefined ? {} : { StartAfter: after }),
      }),
    );
    const decode = decoderOf(page.EncodingType);
    return { keys: (page.Contents ?? []).map(({ Key }) => decode(Key ?? '')), isLast: page.IsTruncated !== true };
  }
}

const toObjectVersion = (key: string, head: HeadObjectCommandOutput): ObjectVersion => ({
  key,
  versionId: head.VersionId ?? UNVERSIONED,
  size: head.ContentLength ?? 0,
  landedAt: (head.LastModified ?? new Date(0)).toISOString(),
});

const fromListing = (version: ListedVersion, decode: (key: string) => string): ObjectVersion => ({
  key: decode(version.Key ?? ''),
  versionId: version.VersionId ?? UNVERSIONED,
  size: version.Size ?? 0,
  landedAt: (version.LastModified ?? new Date(0)).toISOString(),
});

const nextOf = (page: ListObjectVersionsCommandOutput, decode: (key: string) => string): VersionPosition | undefined =>
  page.IsTruncated === true
    ? { key: decode(page.NextKeyMarker ?? ''), versionId: page.NextVersionIdMarker ?? UNVERSIONED }
    : undefined;

/** Not every S3 honours the wish for encoded keys; the answer says whether it did. */
const decoderOf = (encoding: string | undefined): ((key: string) => string) =>
  encoding === 'url' ? (key) => decodeURIComponent(key.replaceAll('+', ' ')) : (key) => key;

/** Of a version, S3 says 400 when its id is none that S3 gives, and 405 when it is a delete marker; neither has a name. */
async function orNoSuchVersion<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof S3ServiceException && [400, 405].includes(error.$metadata.httpStatusCode ?? 0)) {
      return undefined;
    }
    throw error;
  }
}

async function orUndefined<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && MISSING.has(error.name)) {
      return undefined;
    }
    throw error;
  }
}
