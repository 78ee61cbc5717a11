import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListPartsCommand,
  S3Client,
  type S3ClientConfig,
  S3ServiceException,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import {
  type PartPage,
  PartsDifferError,
  type StoredUpload,
  UploadGoneError,
  type UploadStore,
} from '../core/uploads/index.ts';

/** What S3 says when the parts are not those that were named, too small, or not of the announced size in all. */
const partsDiffer = new Set(['InvalidPart', 'InvalidPartOrder', 'EntityTooSmall', 'InvalidRequest']);

/**
 * A client whose presigned addresses take any bytes: by default the SDK would put the checksum of the empty body into
 * them, which it has at hand while it signs.
 */
export const uploadClient = (config: S3ClientConfig = {}): S3Client =>
  new S3Client({ ...config, requestChecksumCalculation: 'WHEN_REQUIRED' });

/** Uploads in parts into a bucket of S3. */
export class S3UploadStore implements UploadStore {
  readonly bucket: string;
  readonly #client: S3Client;

  /** @param client made by `uploadClient` */
  constructor(client: S3Client, bucket: string) {
    this.#client = client;
    this.bucket = bucket;
  }

  /**
   * S3 computes the CRC-64/NVME of the whole, which is the identity of the content: the worker need not read the file
   * for it. For a checksum of the full object it wants none of the parts, so the browser computes nothing.
   */
  async begin(key: string): Promise<string> {
    const { UploadId } = await this.#client.send(
      new CreateMultipartUploadCommand({
        Bucket: this.bucket,
        Key: key,
        ChecksumAlgorithm: 'CRC64NVME',
        ChecksumType: 'FULL_OBJECT',
      }),
    );
    if (UploadId === undefined) {
      throw new Error('S3 began an upload without an id.');
    }
    return UploadId;
  }

  addressOfPart(upload: StoredUpload, partNumber: number, length: number, expiresInSeconds: number): Promise<string> {
    // The length becomes a signed header: no other number of bytes is taken.
    const command = new UploadPartCommand({ ...this.#of(upload), PartNumber: partNumber, ContentLength: length });
    return getSignedUrl(this.#client, command, { expiresIn: expiresInSeconds });
  }

  async parts(upload: StoredUpload, after: number): Promise<PartPage> {
    const command = new ListPartsCommand({ ...this.#of(upload), PartNumberMarker: String(after) });
    const { Parts = [], IsTruncated } = await orGone(this.#client.send(command));
    const parts = Parts.map(({ PartNumber = 0, Size = 0, ETag = '' }) => ({
      partNumber: PartNumber,
      size: Size,
      etag: ETag,
    }));
    return { parts, next: IsTruncated === true ? parts.at(-1)?.partNumber : undefined };
  }

  async complete(upload: StoredUpload, etags: readonly string[], size: number): Promise<string> {
    const Parts = etags.map((ETag, index) => ({ PartNumber: index + 1, ETag }));
    const command = new CompleteMultipartUploadCommand({
      ...this.#of(upload),
      MultipartUpload: { Parts },
      ChecksumType: 'FULL_OBJECT',
      // S3 refuses when the parts add up to anything else.
      MpuObjectSize: size,
    });
    const { VersionId } = await orGone(this.#client.send(command));
    if (VersionId === undefined) {
      throw new Error('The landing bucket gave the object no version; versioning must be on.');
    }
    return VersionId;
  }

  async abort(upload: StoredUpload): Promise<void> {
    try {
      await orGone(this.#client.send(new AbortMultipartUploadCommand(this.#of(upload))));
    } catch (error) {
      if (!(error instanceof UploadGoneError)) {
        throw error;
      }
    }
  }

  #of({ key, storeId }: StoredUpload): { Bucket: string; Key: string; UploadId: string } {
    return { Bucket: this.bucket, Key: key, UploadId: storeId };
  }
}

/** @throws {UploadGoneError} {@link PartsDifferError} instead of what S3 calls these. */
async function orGone<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof S3ServiceException && error.name === 'NoSuchUpload') {
      throw new UploadGoneError('The upload is no longer there: it was completed, cancelled or has expired.', {
        cause: error,
      });
    }
    if (error instanceof S3ServiceException && partsDiffer.has(error.name)) {
      throw new PartsDifferError(`The parts do not make the file that was announced: ${error.message}`, {
        cause: error,
      });
    }
    throw error;
  }
}
