import type { JobTypes } from '../job-types/index.ts';
import { readCursor, writeCursor } from '../reports/cursor.ts';
import { identify } from '../runs/index.ts';
import { partLength, planParts } from './part-plan.ts';
import { type LandedFile, type PartAddresses, partNumberSchema, type Upload, type UploadedParts } from './upload.ts';
import { type Landing, landingOf, type UploadTarget } from './upload-key.ts';
import { PartsDifferError, type StoredUpload, UploadGoneError, type UploadStore } from './upload-store.ts';
import { readTicket, writeTicket } from './upload-ticket.ts';

/** The bucket's lifecycle rule removes the parts of unfinished uploads after so many days. */
export const UNFINISHED_UPLOAD_DAYS = 7;
/** Time enough to begin sending a part; S3 lets one that has begun end. */
const ADDRESS_SECONDS = 15 * 60;

/** What uploads need: the store, the declarations, and the time in milliseconds. */
export interface UploadParts {
  readonly store: UploadStore;
  readonly jobTypes: JobTypes;
  readonly now?: () => number;
}

/** Uploads in parts, from the browser straight into the landing bucket. Every id is one that `begin` gave. */
export interface Uploads {
  /** @throws {UploadTargetError} */
  begin(target: UploadTarget): Promise<Upload>;
  /** Where parts can be sent to. @throws {UploadGoneError} {@link PartsDifferError} */
  addresses(uploadId: string, partNumbers: readonly number[]): Promise<PartAddresses>;
  /** A page of the parts that are there. @throws {UploadGoneError} {@link CursorError} */
  arrived(uploadId: string, cursor: string | undefined): Promise<UploadedParts>;
  /** @param etags of all parts, in their order. @throws {UploadGoneError} {@link PartsDifferError} */
  complete(uploadId: string, etags: readonly string[]): Promise<LandedFile>;
  /** Removes the parts. @throws {UploadGoneError} when the id is none */
  abort(uploadId: string): Promise<void>;
}

interface OpenUpload {
  readonly target: UploadTarget;
  readonly landing: Landing;
  readonly stored: StoredUpload;
}

/** Holds no state: the ticket, which is the id, is all there is. */
export class StatelessUploads implements Uploads {
  readonly #store: UploadStore;
  readonly #jobTypes: JobTypes;
  readonly #now: () => number;

  constructor({ store, jobTypes, now = Date.now }: UploadParts) {
    this.#store = store;
    this.#jobTypes = jobTypes;
    this.#now = now;
  }

  async begin(target: UploadTarget): Promise<Upload> {
    const { key } = landingOf(target, this.#jobTypes);
    const storeId = await this.#store.begin(key);
    const expiresAt = this.#after(UNFINISHED_UPLOAD_DAYS * 24 * 60 * 60);
    return {
      uploadId: writeTicket({ target, storeId }),
      key,
      size: target.size,
      ...planParts(target.size),
      expiresAt,
    };
  }

  async addresses(uploadId: string, partNumbers: readonly number[]): Promise<PartAddresses> {
    const { target, stored } = this.#open(uploadId);
    const { partCount } = planParts(target.size);
    const beyond = partNumbers.find((partNumber) => partNumber > partCount);
    if (beyond !== undefined) {
      throw new PartsDifferError(`There is no part ${beyond}: a file of ${target.size} bytes has ${partCount}.`);
    }
    const expiresAt = this.#after(ADDRESS_SECONDS);
    const items = partNumbers.map(async (partNumber) => {
      const size = partLength(target.size, partNumber);
      return { partNumber, size, url: await this.#store.addressOfPart(stored, partNumber, size, ADDRESS_SECONDS) };
    });
    return { items: await Promise.all(items), expiresAt };
  }

  async arrived(uploadId: string, cursor: string | undefined): Promise<UploadedParts> {
    const { stored } = this.#open(uploadId);
    const list = ['parts', uploadId];
    const after = cursor === undefined ? 0 : readCursor(list, partNumberSchema, cursor);
    const { parts, next } = await this.#store.parts(stored, after);
    return { items: [...parts], nextCursor: next === undefined ? null : writeCursor(list, next) };
  }

  async complete(uploadId: string, etags: readonly string[]): Promise<LandedFile> {
    const { target, stored, landing } = this.#open(uploadId);
    const { partCount } = planParts(target.size);
    if (etags.length !== partCount) {
      throw new PartsDifferError(`The file has ${partCount} parts, but ${etags.length} tags were given.`);
    }
    const versionId = await this.#store.complete(stored, etags, target.size);
    const source = { role: landing.role, bucket: this.#store.bucket, key: stored.key, versionId };
    const runId = landing.isWholeRun ? identify(target.jobType, [source]).runId : null;
    return { key: stored.key, versionId, runId };
  }

  async abort(uploadId: string): Promise<void> {
    await this.#store.abort(this.#open(uploadId).stored);
  }

  #open(uploadId: string): OpenUpload {
    const ticket = readTicket(uploadId);
    if (ticket === undefined) {
      throw new UploadGoneError('There is no such upload.');
    }
    const { target, storeId } = ticket;
    const landing = landingOf(target, this.#jobTypes);
    return { target, landing, stored: { key: landing.key, storeId } };
  }

  #after(seconds: number): string {
    return new Date(this.#now() + seconds * 1000).toISOString();
  }
}
