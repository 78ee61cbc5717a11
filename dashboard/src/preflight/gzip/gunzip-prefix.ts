import { crc32 } from './crc32.ts';
import { Inflater } from './inflate.ts';

/** What came out of the beginning of a gzip file, or of all of it. */
export interface Gunzipped {
  readonly bytes: Uint8Array;
  /** `cut`: there is more to come, from the input or because the output is full. */
  readonly ended: 'whole' | 'cut' | 'corrupt';
  /** What is wrong with a corrupt file, in the words of the job. */
  readonly corruption: string | null;
  /** Compressed bytes that were used. */
  readonly used: number;
}

const magic = [0x1f, 0x8b, 8];
const flagHeaderCrc = 2;
const flagExtra = 4;
const flagName = 8;
const flagComment = 16;
const reservedFlags = 0xe0;
const trailerBytes = 8;
const fixedHeaderBytes = 10;

/** The job hands on so many bytes at a time, and none of a piece in which it comes upon damage. */
const jobPieceBytes = 256 * 1024;

class Corrupt extends Error {}
class Short extends Error {}

/**
 * Gunzips any number of members (RFC 1952). Zeros after the last one are padding.
 * @param complete whether the file ends where the input ends
 * @param most stops after so many bytes of output
 */
export function gunzipPrefix(input: Uint8Array, complete: boolean, most: number): Gunzipped {
  return new Gunzip(input, complete, most).run();
}

class Gunzip {
  private readonly input: Uint8Array;
  private readonly complete: boolean;
  private readonly output: Uint8Array;
  private at = 0;
  private members = 0;
  private written = 0;

  constructor(input: Uint8Array, complete: boolean, most: number) {
    this.input = input;
    this.complete = complete;
    this.output = new Uint8Array(most);
  }

  run(): Gunzipped {
    try {
      while (this.beginMember()) {
        if (!this.member()) return this.result('cut', null);
      }
      return this.result(this.complete ? 'whole' : 'cut', null);
    } catch (error) {
      if (error instanceof Corrupt) return this.result('corrupt', error.message);
      if (!(error instanceof Short)) throw error;
      return this.complete ? this.result('corrupt', error.message) : this.result('cut', null);
    }
  }

  private result(ended: Gunzipped['ended'], corruption: string | null): Gunzipped {
    return { bytes: this.output.subarray(0, this.written), ended, corruption, used: this.at };
  }

  /** Reads a member's header; false at the end of the input. */
  private beginMember(): boolean {
    if (this.members > 0) this.skipPadding();
    if (this.at === this.input.length) return false;
    for (const expected of magic) {
      if (this.next() !== expected) throw new Corrupt(this.noGzip());
    }
    const flags = this.next();
    if ((flags & reservedFlags) !== 0) throw new Corrupt('its header has unknown flags');
    this.skip(fixedHeaderBytes - magic.length - 1);
    if ((flags & flagExtra) !== 0) this.skip(this.next() | (this.next() << 8));
    if ((flags & flagName) !== 0) this.skipText();
    if ((flags & flagComment) !== 0) this.skipText();
    if ((flags & flagHeaderCrc) !== 0) this.skip(2);
    this.members++;
    return true;
  }

  /** Inflates a member's data and checks it; false when the output is full. */
  private member(): boolean {
    const start = this.written;
    const inflater = new Inflater(this.input, this.at, this.output, start);
    const end = inflater.inflate();
    this.at = inflater.at;
    this.written = inflater.written;
    if (end === 'output-full') return false;
    if (end === 'input-short') throw new Short('it ends in the middle of its compressed data');
    if (end === 'damaged') {
      this.written -= this.written % jobPieceBytes;
      throw new Corrupt('its compressed data is damaged');
    }
    this.checkEnd(start);
    return true;
  }

  private checkEnd(start: number): void {
    if (this.input.length - this.at < trailerBytes) throw new Short(midHeader);
    const trailer = new DataView(this.input.buffer, this.input.byteOffset + this.at, trailerBytes);
    const contents = this.output.subarray(start, this.written);
    if (trailer.getUint32(0, true) !== crc32(contents) || trailer.getUint32(4, true) !== contents.length) {
      throw new Corrupt('its contents do not agree with its checksum');
    }
    this.at += trailerBytes;
  }

  private skipPadding(): void {
    const from = this.at;
    while (this.at < this.input.length && this.input[this.at] === 0) this.at++;
    if (this.at > from && this.at < this.input.length) throw new Corrupt(this.noGzip());
  }

  private noGzip(): string {
    return this.members === 0 ? 'it is not gzip at all' : `what follows its member ${this.members} is not gzip`;
  }

  private skipText(): void {
    while (this.next() !== 0) {
      // Up to the zero that ends it.
    }
  }

  private skip(count: number): void {
    if (this.input.length - this.at < count) throw new Short(midHeader);
    this.at += count;
  }

  private next(): number {
    const byte = this.input[this.at];
    if (byte === undefined) throw new Short(midHeader);
    this.at++;
    return byte;
  }
}

const midHeader = 'it ends in the middle of a header or checksum';
