/** The reflected polynomial of CRC-64/NVME. */
const polynomial = 0x9a6c9329ac4bc9b5n;
/** So many bytes are taken at a time. */
const width = 8;
/** At `512 * n + 2 * byte`: what a byte leaves behind when n more follow, its lower half and then its upper one. */
const table = makeTable();

function makeTable(): Int32Array {
  const whole: bigint[] = [];
  for (let byte = 0; byte < 256; byte++) {
    let value = BigInt(byte);
    for (let bit = 0; bit < 8; bit++) value = (value & 1n) === 1n ? (value >> 1n) ^ polynomial : value >> 1n;
    whole.push(value);
  }
  for (let at = 256; at < 256 * width; at++) {
    const before = whole[at - 256] as bigint;
    whole.push((before >> 8n) ^ (whole[Number(before & 0xffn)] as bigint));
  }
  return Int32Array.from(whole.flatMap((value) => [Number(value & 0xffffffffn), Number(value >> 32n)]));
}

const entry = (at: number): number => table[at] as number;

/** CRC-64/NVME, as S3 keeps it of an object's bytes. */
export class Crc64 {
  private lower = -1;
  private upper = -1;

  take(bytes: Uint8Array): void {
    let { lower, upper } = this;
    let at = 0;
    for (; at + width <= bytes.length; at += width) {
      lower ^= word(bytes, at);
      upper ^= word(bytes, at + 4);
      // Written out, since it is done for every eight bytes of a file.
      const a = 3584 + 2 * (lower & 0xff);
      const b = 3072 + 2 * ((lower >>> 8) & 0xff);
      const c = 2560 + 2 * ((lower >>> 16) & 0xff);
      const d = 2048 + 2 * (lower >>> 24);
      const e = 1536 + 2 * (upper & 0xff);
      const f = 1024 + 2 * ((upper >>> 8) & 0xff);
      const g = 512 + 2 * ((upper >>> 16) & 0xff);
      const h = 2 * (upper >>> 24);
      lower = entry(a) ^ entry(b) ^ entry(c) ^ entry(d) ^ entry(e) ^ entry(f) ^ entry(g) ^ entry(h);
      upper =
        entry(a + 1) ^
        entry(b + 1) ^
        entry(c + 1) ^
        entry(d + 1) ^
        entry(e + 1) ^
        entry(f + 1) ^
        entry(g + 1) ^
        entry(h + 1);
    }
    for (; at < bytes.length; at++) {
      const place = 2 * ((lower ^ (bytes[at] as number)) & 0xff);
      lower = ((lower >>> 8) | (upper << 24)) ^ entry(place);
      upper = (upper >>> 8) ^ entry(place + 1);
    }
    this.lower = lower;
    this.upper = upper;
  }

  /** As S3 writes it: base64 of eight bytes, the most significant first. */
  base64(): string {
    const bytes = Buffer.alloc(width);
    bytes.writeInt32BE(~this.upper, 0);
    bytes.writeInt32BE(~this.lower, 4);
    return bytes.toString('base64');
  }
}

const word = (bytes: Uint8Array, at: number): number =>
  (bytes[at] as number) |
  ((bytes[at + 1] as number) << 8) |
  ((bytes[at + 2] as number) << 16) |
  ((bytes[at + 3] as number) << 24);
