import type { components } from '../../api/api.generated.ts';

type Schemas = components['schemas'];
export type UploadRequest = Schemas['UploadRequest'];
export type Upload = Schemas['Upload'];
export type LandedFile = Schemas['LandedFile'];

export interface ArrivedPart {
  readonly partNumber: number;
  readonly size: number;
  readonly etag: string;
}

/**
 * Why something was not sent:
 * `passing`: it may go better the next time; `expired`: the address serves no longer, a new one will;
 * `gone`: there is no such upload any more; `differ`: the parts that arrived are not those that were named;
 * `refused`: it will not go better.
 */
export type FailureKind = 'passing' | 'expired' | 'gone' | 'differ' | 'refused';

export class TransportError extends Error {
  override readonly name = 'TransportError';
  readonly kind: FailureKind;
  /** Milliseconds that the server asks to wait. */
  readonly retryAfterMs: number | undefined;

  constructor(kind: FailureKind, message: string, retryAfterMs?: number) {
    super(message);
    this.kind = kind;
    this.retryAfterMs = retryAfterMs;
  }
}

export interface PutOptions {
  readonly signal: AbortSignal;
  /** Told how many bytes of the part have been sent so far. */
  readonly onProgress: (bytes: number) => void;
}

/** The way to the API and to S3. Every method throws a TransportError, or the signal's reason once it is aborted. */
export interface UploadTransport {
  begin(request: UploadRequest, signal: AbortSignal): Promise<Upload>;
  /** Addresses of these parts, in their order. */
  addresses(uploadId: string, partNumbers: readonly number[], signal: AbortSignal): Promise<readonly string[]>;
  /** All parts that have arrived. */
  arrived(uploadId: string, signal: AbortSignal): Promise<readonly ArrivedPart[]>;
  /** @returns the part's entity tag */
  put(address: string, bytes: Blob, options: PutOptions): Promise<string>;
  complete(uploadId: string, etags: readonly string[], signal: AbortSignal): Promise<LandedFile>;
  abort(uploadId: string): Promise<void>;
}
