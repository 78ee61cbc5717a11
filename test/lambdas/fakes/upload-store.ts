import { createHash, randomUUID } from 'node:crypto';
import {
  type PartPage,
  PartsDifferError,
  type StoredPart,
  type StoredUpload,
  UploadGoneError,
  type UploadStore,
} from '../../../lambdas/core/uploads/index.ts';

interface OpenUpload {
  readonly key: string;
  readonly parts: Map<number, Buffer>;
}

export const etagOf = (bytes: Uint8Array): string => `"${createHash('md5').update(bytes).digest('hex')}"`;

/** A versioned bucket in memory that takes uploads in parts, as S3 does. */
export class FakeUploadStore implements UploadStore {
  readonly bucket = 'landing-bucket';
  readonly open = new Map<string, OpenUpload>();
  /** `key@version` to the bytes. */
  readonly objects = new Map<string, Buffer>();
  /** Parts on a page of a list. */
  pageSize = 1000;
  #versions = 0;

  async begin(key: string): Promise<string> {
    const storeId = randomUUID();
    this.open.set(storeId, { key, parts: new Map() });
    return storeId;
  }

  /** What a PUT to the address of a part does. */
  put(storeId: string, partNumber: number, bytes: Buffer): void {
    this.open.get(storeId)?.parts.set(partNumber, bytes);
  }

  async addressOfPart({ key, storeId }: StoredUpload, partNumber: number, length: number, seconds: number) {
    return `https://${this.bucket}.test/${key}?upload=${storeId}&part=${partNumber}&length=${length}&seconds=${seconds}`;
  }

  async parts(upload: StoredUpload, after: number): Promise<PartPage> {
    const all = [...this.#find(upload).parts].sort(([a], [b]) => a - b);
    const following = all.filter(([partNumber]) => partNumber > after);
    const parts: StoredPart[] = following
      .slice(0, this.pageSize)
      .map(([partNumber, bytes]) => ({ partNumber, size: bytes.length, etag: etagOf(bytes) }));
    return { parts, next: following.length > parts.length ? parts.at(-1)?.partNumber : undefined };
  }

  async complete(upload: StoredUpload, etags: readonly string[], size: number): Promise<string> {
    const { parts } = this.#find(upload);
    const bytes = etags.map((etag, index) => {
      const part = parts.get(index + 1);
      if (part === undefined || etagOf(part) !== etag) {
        throw new PartsDifferError(`part ${index + 1} is another one`);
      }
      return part;
    });
    const whole = Buffer.concat(bytes);
    if (whole.length !== size) {
      throw new PartsDifferError('the size is another one');
    }
    this.#versions += 1;
    this.open.delete(upload.storeId);
    this.objects.set(`${upload.key}@v${this.#versions}`, whole);
    return `v${this.#versions}`;
  }

  async abort({ storeId }: StoredUpload): Promise<void> {
    this.open.delete(storeId);
  }

  #find({ key, storeId }: StoredUpload): OpenUpload {
    const upload = this.open.get(storeId);
    if (upload?.key !== key) {
      throw new UploadGoneError('gone');
    }
    return upload;
  }
}
