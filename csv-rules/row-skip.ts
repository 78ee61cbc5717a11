const comma = 0x2c;
const newline = 0x0a;
const carriageReturn = 0x0d;
const quote = 0x22;

/** Finds the end of a row that is too long to be held, piece by piece, by the same rules as the row scanner. */
export class RowSkip {
  /** Bytes of the row so far, without its line end once that was found. */
  length = 0;
  /** Newlines within its quotes. */
  newlines = 0;
  private place: 'field-start' | 'plain' | 'quoted' | 'behind-quote' = 'field-start';
  private last = 0;

  /** Takes the next bytes of the row; gives where the next row begins, or -1 when this one goes on. */
  take(bytes: Uint8Array, from: number): number {
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at] as number;
      if (byte === newline && this.place !== 'quoted') {
        if (this.last === carriageReturn) this.length--;
        return at + 1;
      }
      if (byte === newline) this.newlines++;
      this.place = this.next(byte);
      this.last = byte;
      this.length++;
    }
    return -1;
  }

  private next(byte: number): typeof this.place {
    if (this.place === 'quoted') return byte === quote ? 'behind-quote' : 'quoted';
    if (byte === quote && this.place !== 'plain') return 'quoted';
    return byte === comma ? 'field-start' : 'plain';
  }
}
