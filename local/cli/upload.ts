import { createReadStream, statSync } from 'node:fs';
import { basename } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { LAPTOP_KEYS, LAPTOP_REGION } from './environment.ts';

/** A file that lies in the landing bucket now. */
export interface Landed {
  readonly file: string;
  readonly key: string;
  readonly versionId: string;
  readonly size: number;
}

export interface UploadOptions {
  readonly endpoint: string;
  readonly bucket: string;
  readonly jobType: string;
  readonly files: readonly string[];
  /** What each lands as, below the folder of the job type; without them, its basename. No two are alike. */
  readonly names?: readonly string[];
  readonly signal: AbortSignal;
  /** Told the bytes sent so far, and of how many. */
  readonly onProgress: (sent: number, total: number) => void;
}

const MEBIBYTE = 1024 * 1024;
const SMALLEST_PART = 16 * MEBIBYTE;
/** S3 takes 10,000 parts at most. */
const MOST_PARTS = 9_000;
const PARTS_AT_ONCE = 3;
const FILES_AT_ONCE = 8;

/** Sends the files into the landing bucket; memory stays bounded whatever their number and sizes. In the files' order. */
export async function uploadFiles(options: UploadOptions): Promise<Landed[]> {
  const client = new S3Client({
    endpoint: options.endpoint,
    region: LAPTOP_REGION,
    credentials: LAPTOP_KEYS,
    forcePathStyle: true,
  });
  const sizes = options.files.map((file) => statSync(file).size);
  const sent = sizes.map(() => 0);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const landed: Landed[] = [];
  let next = 0;
  // Parts of one file are sent side by side only when it is the only one: the sum of buffers stays the same.
  const partsAtOnce = options.files.length === 1 ? PARTS_AT_ONCE : 1;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < options.files.length; index = next++) {
      const onSent = (bytes: number): void => {
        sent[index] = bytes;
        options.onProgress(
          sent.reduce((sum, size) => sum + size, 0),
          total,
        );
      };
      const file = options.files[index] ?? '';
      const name = options.names?.[index] ?? basename(file);
      landed[index] = await uploadFile(client, options, { file, name, size: sizes[index] ?? 0, partsAtOnce, onSent });
    }
  };
  try {
    await Promise.all(Array.from({ length: FILES_AT_ONCE }, worker));
  } finally {
    client.destroy();
  }
  return landed;
}

interface OneFile {
  readonly file: string;
  readonly name: string;
  readonly size: number;
  readonly partsAtOnce: number;
  readonly onSent: (bytes: number) => void;
}

async function uploadFile(client: S3Client, options: UploadOptions, one: OneFile): Promise<Landed> {
  const key = `landing/${options.jobType}/${one.name}`;
  const partSize = Math.max(SMALLEST_PART, Math.ceil(one.size / MOST_PARTS));
  const upload = new Upload({
    client,
    queueSize: one.partsAtOnce,
    partSize,
    // Full-object CRC-64/NVME is the identity of the content: the worker need not read the file for it.
    params: {
      Bucket: options.bucket,
      Key: key,
      Body: createReadStream(one.file, { highWaterMark: MEBIBYTE, signal: options.signal }),
      ChecksumAlgorithm: 'CRC64NVME',
    },
  });
  const abort = (): void => void upload.abort();
  options.signal.addEventListener('abort', abort, { once: true });
  upload.on('httpUploadProgress', ({ loaded }) => one.onSent(loaded ?? 0));
  try {
    const { VersionId: versionId } = await upload.done();
    if (versionId === undefined) {
      throw new Error(`the landing bucket gave ${key} no version; versioning must be on`);
    }
    return { file: one.file, key, versionId, size: one.size };
  } catch (error) {
    options.signal.throwIfAborted();
    throw new Error(`${one.file} could not be uploaded: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    options.signal.removeEventListener('abort', abort);
  }
}
