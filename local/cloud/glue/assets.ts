import { createHash } from 'node:crypto';
import { mkdir, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { GetObjectCommand, HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';

/** Scripts, Python packages and jars of the jobs, each fetched once and kept by its content. */
export class Assets {
  private readonly s3: S3Client;
  private readonly directory: string;
  /** `s3://…` and ETag -> file. */
  private readonly fetched = new Map<string, Promise<string>>();

  constructor(s3: S3Client, directory: string) {
    this.s3 = s3;
    this.directory = directory;
  }

  /** Gives local files for a comma-separated list of `s3://bucket/key`. */
  fetchAll(list: string | undefined): Promise<string[]> {
    const locations = (list ?? '').split(',').map((location) => location.trim());
    return Promise.all(locations.filter((location) => location !== '').map((location) => this.fetch(location)));
  }

  /** Gives a local file with the object's content and name. */
  async fetch(location: string): Promise<string> {
    const { Bucket, Key } = parseLocation(location);
    try {
      const { ETag } = await this.s3.send(new HeadObjectCommand({ Bucket, Key }));
      const known = `${location} ${ETag}`;
      const file = this.fetched.get(known) ?? this.download(Bucket, Key);
      this.fetched.set(known, file);
      file.catch(() => this.fetched.delete(known));
      return await file;
    } catch (cause) {
      const why = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
      throw new Error(`${location} cannot be read: ${why}`, { cause });
    }
  }

  private async download(Bucket: string, Key: string): Promise<string> {
    const { Body } = await this.s3.send(new GetObjectCommand({ Bucket, Key }));
    const content = (await Body?.transformToByteArray()) ?? new Uint8Array();
    const folder = path.join(this.directory, createHash('sha256').update(content).digest('hex'));
    const file = path.join(folder, path.posix.basename(Key));
    if (await stat(file).catch(() => undefined)) return file;
    await mkdir(folder, { recursive: true });
    const unfinished = `${file}.${process.pid}-${this.fetched.size}.part`;
    await writeFile(unfinished, content);
    await rename(unfinished, file);
    return file;
  }
}

function parseLocation(location: string): { Bucket: string; Key: string } {
  const match = /^s3a?:\/\/([^/]+)\/(.+)$/.exec(location);
  if (match?.[1] === undefined || match[2] === undefined) throw new Error(`Not an S3 location: ${location}`);
  return { Bucket: match[1], Key: match[2] };
}
