import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { CannotVerifyError } from './claims.ts';

export interface LandedVersion {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string;
  readonly size: number;
}

/** Gives the bytes of a version piece by piece, in order. @throws CannotVerifyError when it is gone */
export type ReadVersion = (version: LandedVersion) => AsyncIterable<Uint8Array>;

const PIECE = 8 * 1024 * 1024;
const GONE = new Set(['NoSuchKey', 'NoSuchVersion', 'NotFound', 'MethodNotAllowed']);

/** Reads bounded ranges of the very version, the next one while the last is worked on. */
export function readFrom(client: S3Client): ReadVersion {
  return async function* (version) {
    let next = piece(client, version, 0);
    for (let at = 0; at < version.size; at += PIECE) {
      const bytes = await next;
      next = piece(client, version, at + PIECE);
      // It is awaited only in the next round, or never when that round is not reached.
      next.catch(() => undefined);
      yield bytes;
    }
  };
}

async function piece(client: S3Client, version: LandedVersion, from: number): Promise<Uint8Array> {
  const to = Math.min(from + PIECE, version.size) - 1;
  if (to < from) {
    return new Uint8Array(0);
  }
  const { bucket: Bucket, key: Key, versionId: VersionId } = version;
  try {
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key, VersionId, Range: `bytes=${from}-${to}` }));
    return (await Body?.transformToByteArray()) ?? new Uint8Array(0);
  } catch (error) {
    if (error instanceof Error && GONE.has(error.name)) {
      throw new CannotVerifyError(
        `The version ${VersionId} of s3://${Bucket}/${Key} was deleted or has expired: the figures stay, but nobody can compute them again.`,
      );
    }
    throw error;
  }
}
