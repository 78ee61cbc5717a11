import { addAbortSignal, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { CannotVerifyError } from './claims.ts';

export interface LandedVersion {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string;
}

/**
 * Gives the bytes of a version piece by piece, in order, to its very end, whatever its size is said to be.
 * @throws CannotVerifyError when it is gone, or cannot be read
 */
export type ReadVersion = (version: LandedVersion) => AsyncIterable<Uint8Array>;

const PIECE = 8 * 1024 * 1024;
const GONE = new Set(['NoSuchKey', 'NoSuchVersion', 'NotFound', 'MethodNotAllowed']);
/** A connection may break within a piece, which the SDK leaves to its caller. */
const TRIES = 3;

interface Piece {
  readonly bytes: Uint8Array;
  /** Of the whole object. */
  readonly size: number;
}

/**
 * Reads bounded ranges of the very version, the next one while the last is worked on.
 * @param signal ends it
 */
export function readFrom(client: S3Client, signal: AbortSignal): ReadVersion {
  return async function* (version) {
    const pieceAt = (from: number): Promise<Piece> => {
      const reading = readPiece(client, version, from, signal);
      // It is awaited only in the next round, or never when that round is not reached.
      reading.catch(() => undefined);
      return reading;
    };
    const first = await pieceAt(0);
    let next = Promise.resolve(first);
    for (let at = 0; at < first.size; at += PIECE) {
      const { bytes } = await next;
      if (at + PIECE < first.size) next = pieceAt(at + PIECE);
      yield bytes;
    }
  };
}

async function readPiece(client: S3Client, version: LandedVersion, from: number, signal: AbortSignal): Promise<Piece> {
  for (let tried = 1; ; tried++) {
    try {
      return await getPiece(client, version, from, signal);
    } catch (error) {
      signal.throwIfAborted();
      const { name, isAnswer } = kindOf(error);
      // Of an object without a byte there is no range.
      if (name === 'InvalidRange' && from === 0) return { bytes: new Uint8Array(0), size: 0 };
      if (isAnswer || tried === TRIES) throw unreadable(version, name, error);
    }
  }
}

async function getPiece(
  client: S3Client,
  { bucket: Bucket, key: Key, versionId: VersionId }: LandedVersion,
  from: number,
  signal: AbortSignal,
): Promise<Piece> {
  const Range = `bytes=${from}-${from + PIECE - 1}`;
  const command = new GetObjectCommand({ Bucket, Key, VersionId, Range });
  const { Body, ContentRange } = await client.send(command, { abortSignal: signal });
  const size = Number(/\/(\d+)$/.exec(ContentRange ?? '')?.[1]);
  if (!(Body instanceof Readable) || !Number.isSafeInteger(size)) {
    throw new Error(`S3 answered the range ${Range} without saying which range it gives`);
  }
  const bytes = await buffer(addAbortSignal(signal, Body));
  if (bytes.length !== Math.min(PIECE, size - from)) {
    throw new Error(`S3 gave ${bytes.length} bytes of the range ${Range}`);
  }
  return { bytes, size };
}

/** An error that S3 itself answered stays the same when it is asked again; the SDK has done that where it is of use. */
function kindOf(error: unknown): { name: string; isAnswer: boolean } {
  if (!(error instanceof Error)) return { name: '', isAnswer: false };
  return { name: error.name, isAnswer: '$response' in error && error.name !== 'TimeoutError' };
}

function unreadable({ bucket, key, versionId }: LandedVersion, name: string, cause: unknown): CannotVerifyError {
  const which = `The version ${versionId} of s3://${bucket}/${key}`;
  if (GONE.has(name)) {
    return new CannotVerifyError(
      `${which} was deleted or has expired: the figures stay, but nobody can compute them again.`,
      { cause },
    );
  }
  const why = cause instanceof Error ? `${name}: ${cause.message}` : String(cause);
  return new CannotVerifyError(
    `${which} cannot be read (${why}). The credentials must allow s3:GetObjectVersion there.`,
    { cause },
  );
}
