import type { Readable } from 'node:stream';

/** The results bucket, as far as reports read it. */
export interface ResultsStore {
  /** The bytes of an object; undefined when there is none. The reader may stop early by destroying the stream. */
  read(key: string): Promise<Readable | undefined>;
}
