import { type PrefixCode, prefixCode } from './prefix-code.ts';

/** How inflating ended: with the data's own end, or where it could not go on. */
export type InflateEnd = 'end' | 'output-full' | 'input-short' | 'damaged';

const endOfBlock = 256;
const repeatLast = 16;
const repeatZero = 17;
const codeLengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const [lengthBase, lengthExtra] = lengthTables();
const [distanceBase, distanceExtra] = distanceTables();
const fixedLiterals = fixedCode([144, 8], [112, 9], [24, 7], [8, 8]);
const fixedDistances = fixedCode([32, 5]);

class Ending extends Error {
  readonly how: Exclude<InflateEnd, 'end'>;

  constructor(how: Exclude<InflateEnd, 'end'>) {
    super(how);
    this.how = how;
  }
}

/**
 * Inflates DEFLATE data (RFC 1951) into a buffer of a fixed size. The browser's own `DecompressionStream` refuses a file
 * of several gzip members, which the job takes, and does not tell where one ends.
 */
export class Inflater {
  /** The next byte of the input, and of the output. */
  at: number;
  written: number;

  private readonly input: Uint8Array;
  private readonly output: Uint8Array;
  private readonly outputStart: number;
  private hold = 0;
  private held = 0;

  constructor(input: Uint8Array, at: number, output: Uint8Array, written: number) {
    this.input = input;
    this.at = at;
    this.output = output;
    this.written = written;
    this.outputStart = written;
  }

  /** Inflates one series of blocks. After `end`, `at` is the byte behind it. */
  inflate(): InflateEnd {
    try {
      let last = false;
      while (!last) {
        last = this.take(1) === 1;
        this.block(this.take(2));
      }
    } catch (error) {
      if (error instanceof Ending) return error.how;
      throw error;
    }
    this.at -= this.held >>> 3;
    return 'end';
  }

  private block(kind: number): void {
    if (kind === 0) this.stored();
    else if (kind === 1) this.compressed(fixedLiterals, fixedDistances);
    else if (kind === 2) this.dynamic();
    else throw new Ending('damaged');
  }

  /** The next `count` bits, at most 16. */
  private take(count: number): number {
    this.fill(count);
    if (this.held < count) throw new Ending('input-short');
    const bits = this.hold & ((1 << count) - 1);
    this.hold >>>= count;
    this.held -= count;
    return bits;
  }

  /** Sees to it that at least `count` bits are held, if the input has them. */
  private fill(count: number): void {
    while (this.held < count && this.at < this.input.length) {
      this.hold |= (this.input[this.at++] as number) << this.held;
      this.held += 8;
    }
  }

  private symbol({ bits, entries }: PrefixCode): number {
    this.fill(bits);
    const entry = entries[this.hold & ((1 << bits) - 1)] as number;
    const length = entry & 15;
    if (length > this.held || (length === 0 && this.held < bits)) throw new Ending('input-short');
    if (length === 0) throw new Ending('damaged');
    this.hold >>>= length;
    this.held -= length;
    return entry >>> 4;
  }

  private stored(): void {
    const skipped = this.held & 7;
    this.hold >>>= skipped;
    this.held -= skipped;
    const length = this.take(16);
    if ((this.take(16) ^ 0xffff) !== length) throw new Ending('damaged');
    this.at -= this.held >>> 3;
    this.hold = 0;
    this.held = 0;
    const most = Math.min(length, this.output.length - this.written);
    const piece = this.input.subarray(this.at, this.at + most);
    this.output.set(piece, this.written);
    this.written += piece.length;
    this.at += piece.length;
    if (piece.length < length) throw new Ending(piece.length < most ? 'input-short' : 'output-full');
  }

  private dynamic(): void {
    const literals = this.take(5) + 257;
    const distances = this.take(5) + 1;
    const codeLengths = this.take(4) + 4;
    if (literals > 286 || distances > 30) throw new Ending('damaged');
    const lengths = new Uint8Array(codeLengthOrder.length);
    for (let i = 0; i < codeLengths; i++) lengths[codeLengthOrder[i] as number] = this.take(3);
    const all = this.codeLengths(known(prefixCode(lengths, false)), literals + distances);
    if (all[endOfBlock] === 0) throw new Ending('damaged');
    const literalCode = known(prefixCode(all.subarray(0, literals), true));
    this.compressed(literalCode, known(prefixCode(all.subarray(literals), true)));
  }

  private codeLengths(code: PrefixCode, count: number): Uint8Array {
    const lengths = new Uint8Array(count);
    let at = 0;
    while (at < count) {
      const symbol = this.symbol(code);
      if (symbol < repeatLast) {
        lengths[at++] = symbol;
        continue;
      }
      if (symbol === repeatLast && at === 0) throw new Ending('damaged');
      const repeated = symbol === repeatLast ? (lengths[at - 1] as number) : 0;
      const times =
        symbol === repeatLast ? 3 + this.take(2) : symbol === repeatZero ? 3 + this.take(3) : 11 + this.take(7);
      if (at + times > count) throw new Ending('damaged');
      lengths.fill(repeated, at, at + times);
      at += times;
    }
    return lengths;
  }

  private compressed(literals: PrefixCode, distances: PrefixCode): void {
    for (;;) {
      const symbol = this.symbol(literals);
      if (symbol === endOfBlock) return;
      if (symbol > endOfBlock) {
        this.copy(symbol - endOfBlock - 1, distances);
      } else {
        if (this.written === this.output.length) throw new Ending('output-full');
        this.output[this.written++] = symbol;
      }
    }
  }

  private copy(lengthSymbol: number, distances: PrefixCode): void {
    if (lengthSymbol >= lengthBase.length) throw new Ending('damaged');
    const length = (lengthBase[lengthSymbol] as number) + this.take(lengthExtra[lengthSymbol] as number);
    const symbol = this.symbol(distances);
    if (symbol >= distanceBase.length) throw new Ending('damaged');
    const distance = (distanceBase[symbol] as number) + this.take(distanceExtra[symbol] as number);
    if (distance > this.written - this.outputStart) throw new Ending('damaged');
    const { output } = this;
    const end = Math.min(this.written + length, output.length);
    let to = this.written;
    // Byte by byte, because what is copied may just have been written.
    for (let from = to - distance; to < end; ) output[to++] = output[from++] as number;
    if (end < this.written + length) {
      this.written = end;
      throw new Ending('output-full');
    }
    this.written = end;
  }
}

function known(code: PrefixCode | null): PrefixCode {
  if (code === null) throw new Ending('damaged');
  return code;
}

function fixedCode(...runs: readonly [count: number, length: number][]): PrefixCode {
  const lengths = runs.flatMap(([count, length]) => Array<number>(count).fill(length));
  return prefixCode(Uint8Array.from(lengths), false) as PrefixCode;
}

/** The least length of each symbol from 257 on, and the bits that tell by how much it is longer (RFC 1951, 3.2.5). */
function lengthTables(): [number[], number[]] {
  const extra = Array.from({ length: 28 }, (_, i) => (i < 8 ? 0 : (i >> 2) - 1));
  return [
    [...ascending(3, extra), 258],
    [...extra, 0],
  ];
}

function distanceTables(): [number[], number[]] {
  const extra = Array.from({ length: 30 }, (_, i) => (i < 4 ? 0 : (i >> 1) - 1));
  return [ascending(1, extra), extra];
}

function ascending(first: number, extra: readonly number[]): number[] {
  let next = first;
  return extra.map((bits) => {
    const base = next;
    next += 1 << bits;
    return base;
  });
}
