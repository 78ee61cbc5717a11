/** As in the database, which keeps corrected lines in blocks of so many. */
const LINES_A_BLOCK = 2_048;

/** A set of lines of a file: a bit for each, in blocks, so that millions of them take a few MiB. */
export class LineSet {
  size = 0;
  private readonly blocks = new Map<number, Uint32Array>();

  /** @returns whether it was not there */
  add(line: number): boolean {
    const number = Math.floor(line / LINES_A_BLOCK);
    let block = this.blocks.get(number);
    if (block === undefined) {
      block = new Uint32Array(LINES_A_BLOCK / 32);
      this.blocks.set(number, block);
    }
    const bit = 1 << (line & 31);
    const word = (line % LINES_A_BLOCK) >>> 5;
    const before = block[word] as number;
    if ((before & bit) !== 0) return false;
    block[word] = before | bit;
    this.size++;
    return true;
  }

  has(line: number): boolean {
    const block = this.blocks.get(Math.floor(line / LINES_A_BLOCK));
    return block !== undefined && ((block[(line % LINES_A_BLOCK) >>> 5] as number) & (1 << (line & 31))) !== 0;
  }
}

/** The lines of ranges such as `7-9,12-12`. */
export function* linesIn(ranges: string): Generator<number> {
  for (const range of ranges.split(',')) {
    const [first = 0, last = 0] = range.split('-').map(Number);
    for (let line = first; line <= last; line++) yield line;
  }
}
