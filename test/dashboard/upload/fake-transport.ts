import type { Surroundings } from '../../../dashboard/src/upload/engine/patience.ts';
import {
  type ArrivedPart,
  type LandedFile,
  type PutOptions,
  TransportError,
  type Upload,
  type UploadRequest,
  type UploadTransport,
} from '../../../dashboard/src/upload/engine/transport.ts';

interface StoredUpload {
  readonly upload: Upload;
  readonly parts: Map<number, { readonly bytes: Uint8Array; readonly etag: string }>;
}

/** What goes wrong with a call: nothing, before it had an effect, or only its answer. */
export type Mishap = 'none' | 'before' | 'after';

/**
 * API and S3 in memory. Parts are a few bytes, so that a small file has many. Before each call `mishap` is asked what goes
 * wrong with it, and every call takes a turn, so that calls interleave.
 */
export class FakeTransport implements UploadTransport {
  readonly uploads = new Map<string, StoredUpload>();
  readonly landed: { readonly key: string; readonly bytes: Uint8Array }[] = [];
  /** Each call in a word or two, in their order. */
  readonly calls: string[] = [];
  partSize = 4;
  mishap: (call: string) => Mishap = () => 'none';
  /** Whether an address that is given now has expired when it is used. */
  expired: () => boolean = () => false;
  /** PUTs that go on now, and the most that ever did. */
  putsNow = 0;
  mostPuts = 0;
  #count = 0;

  begin(request: UploadRequest, signal: AbortSignal): Promise<Upload> {
    return this.#call('begin', signal, () => {
      this.#count += 1;
      const { size, jobType, fileName, batch, corrects } = request;
      const folder = batch !== undefined ? `${batch}/` : corrects !== undefined ? `corrections/${corrects}/` : '';
      const upload: Upload = {
        uploadId: `upload-${this.#count}`,
        key: `landing/${jobType}/${folder}${fileName}`,
        size,
        partSize: this.partSize,
        partCount: Math.max(1, Math.ceil(size / this.partSize)),
        expiresAt: '2999-01-01T00:00:00.000Z',
      };
      this.uploads.set(upload.uploadId, { upload, parts: new Map() });
      return upload;
    });
  }

  addresses(uploadId: string, partNumbers: readonly number[], signal: AbortSignal): Promise<readonly string[]> {
    return this.#call(`addresses ${partNumbers.join()}`, signal, () => {
      this.#find(uploadId);
      return partNumbers.map((partNumber) => `${uploadId} ${partNumber} ${this.expired() ? 'expired' : 'fresh'}`);
    });
  }

  arrived(uploadId: string, signal: AbortSignal): Promise<readonly ArrivedPart[]> {
    return this.#call('arrived', signal, () =>
      [...this.#find(uploadId).parts].map(([partNumber, { bytes, etag }]) => ({
        partNumber,
        size: bytes.length,
        etag,
      })),
    );
  }

  async put(address: string, body: Blob, { signal, onProgress }: PutOptions): Promise<string> {
    const [uploadId = '', partNumber = '', freshness] = address.split(' ');
    const bytes = new Uint8Array(await body.arrayBuffer());
    this.putsNow += 1;
    this.mostPuts = Math.max(this.mostPuts, this.putsNow);
    try {
      return await this.#call(`put ${partNumber}`, signal, () => {
        if (freshness === 'expired') throw new TransportError('expired', 'The address has expired.');
        onProgress(bytes.length);
        const etag = `"${[...bytes].join('-')}"`;
        this.#find(uploadId).parts.set(Number(partNumber), { bytes, etag });
        return etag;
      });
    } finally {
      this.putsNow -= 1;
    }
  }

  complete(uploadId: string, etags: readonly string[], signal: AbortSignal): Promise<LandedFile> {
    return this.#call('complete', signal, () => {
      const { upload, parts } = this.#find(uploadId);
      const bytes = etags.flatMap((etag, index) => {
        const part = parts.get(index + 1);
        if (part?.etag !== etag) throw new TransportError('differ', 'The parts differ.');
        return [...part.bytes];
      });
      if (bytes.length !== upload.size) throw new TransportError('differ', 'The size differs.');
      // S3 gives the same answer to a repetition.
      if (!this.landed.some(({ key }) => key === `${upload.key}#${uploadId}`)) {
        this.landed.push({ key: `${upload.key}#${uploadId}`, bytes: Uint8Array.from(bytes) });
      }
      return { key: upload.key, versionId: 'v1', runId: '11111111-1111-8111-8111-111111111111' };
    });
  }

  async abort(uploadId: string): Promise<void> {
    this.calls.push('abort');
    this.uploads.delete(uploadId);
  }

  #find(uploadId: string): StoredUpload {
    const stored = this.uploads.get(uploadId);
    if (stored === undefined) throw new TransportError('gone', 'There is no such upload.');
    return stored;
  }

  async #call<T>(name: string, signal: AbortSignal, effect: () => T): Promise<T> {
    this.calls.push(name);
    const mishap = this.mishap(name);
    await turn();
    signal.throwIfAborted();
    if (mishap === 'before') throw new TransportError('passing', `${name}: the connection was lost.`);
    const answer = effect();
    await turn();
    signal.throwIfAborted();
    if (mishap === 'after') throw new TransportError('passing', `${name}: the answer was lost.`);
    return answer;
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A network that never fails and a time that passes at once; keeps how long was waited. */
export class FakeSurroundings implements Surroundings {
  readonly waits: number[] = [];
  isOnline = true;
  #waiting: (() => void)[] = [];

  async sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    this.waits.push(milliseconds);
    await turn();
    signal.throwIfAborted();
  }

  online(signal: AbortSignal): Promise<void> {
    if (this.isOnline) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#waiting.push(resolve);
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
  }

  comeOnline(): void {
    this.isOnline = true;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
