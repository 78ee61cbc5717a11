import type { Readable } from 'node:stream';

/** The results bucket, as far as reports read it. */
export interface ResultsStore {
  /** The bytes of an object; undefined when there is none. The reader may stop early by destroying the stream. */
  read(key: string): Promise<Readable | undefined>;
}

/** The results bucket, as far as downloads are put there. */
export interface DownloadStore {
  /** Writes an object piece by piece; when it fails, there is no object. */
  write(key: string, content: Readable, contentType: string): Promise<void>;
  /** An address from which whoever has it may load the object under the given name, for some minutes. */
  addressOf(key: string, fileName: string): Promise<string>;
}
