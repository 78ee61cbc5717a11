/** An upload's place in the landing bucket: its key and the store's own id of it. */
export interface StoredUpload {
  readonly key: string;
  readonly storeId: string;
}

export interface StoredPart {
  readonly partNumber: number;
  /** Bytes. */
  readonly size: number;
  readonly etag: string;
}

export interface PartPage {
  /** Ascending. */
  readonly parts: readonly StoredPart[];
  /** The last part of this page when more follow. */
  readonly next: number | undefined;
}

/** There is no such upload: it was completed, cancelled or has expired. */
export class UploadGoneError extends Error {
  override readonly name = 'UploadGoneError';
}

/** The parts that the store has are not those that were named, or not of the size that was announced. */
export class PartsDifferError extends Error {
  override readonly name = 'PartsDifferError';
}

/** The landing bucket, as far as uploads in parts are concerned. */
export interface UploadStore {
  readonly bucket: string;
  /** @returns the store's id of the new upload */
  begin(key: string): Promise<string>;
  /**
   * An address to which whoever has it may PUT this one part, of exactly this length.
   * @param length bytes
   */
  addressOfPart(upload: StoredUpload, partNumber: number, length: number, expiresInSeconds: number): Promise<string>;
  /** @param after the last part of the page before. @throws {UploadGoneError} */
  parts(upload: StoredUpload, after: number): Promise<PartPage>;
  /**
   * Makes the object of its parts.
   * @param etags of all parts in their order
   * @param size bytes of the whole
   * @returns the version of the new object
   * @throws {UploadGoneError} {@link PartsDifferError}
   */
  complete(upload: StoredUpload, etags: readonly string[], size: number): Promise<string>;
  /** Removes the parts. An upload that is gone already is none to complain about. */
  abort(upload: StoredUpload): Promise<void>;
}
