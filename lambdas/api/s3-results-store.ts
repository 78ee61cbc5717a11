import { Readable } from 'node:stream';
import { GetObjectCommand, NoSuchKey, type S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { DownloadStore, ResultsStore } from '../core/reports/results-store.ts';

/** How long the address of a download serves. */
const addressSeconds = 15 * 60;

/** The results bucket in S3. */
export class S3ResultsStore implements ResultsStore, DownloadStore {
  readonly #client: S3Client;
  readonly #bucket: string;

  constructor(client: S3Client, bucket: string) {
    this.#client = client;
    this.#bucket = bucket;
  }

  async read(key: string): Promise<Readable | undefined> {
    try {
      const { Body } = await this.#client.send(new GetObjectCommand({ Bucket: this.#bucket, Key: key }));
      return Body instanceof Readable ? Body : undefined;
    } catch (error) {
      if (error instanceof NoSuchKey) {
        return undefined;
      }
      throw error;
    }
  }

  async write(key: string, content: Readable, contentType: string): Promise<void> {
    // Parts of 5 MiB, two at once: so much of the content is in memory. A failure takes the parts away again.
    await new Upload({
      client: this.#client,
      params: { Bucket: this.#bucket, Key: key, Body: content, ContentType: contentType },
      partSize: 5 * 1024 * 1024,
      queueSize: 2,
    }).done();
  }

  addressOf(key: string, fileName: string): Promise<string> {
    const disposition = `attachment; filename="${fileName}"`;
    const command = new GetObjectCommand({ Bucket: this.#bucket, Key: key, ResponseContentDisposition: disposition });
    return getSignedUrl(this.#client, command, { expiresIn: addressSeconds });
  }
}
