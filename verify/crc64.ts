/** CRC-64/NVME (reflected), as S3 keeps it of an object's bytes; eight bytes at a time by eight tables. */
const polynomial = 0x9a6c9329ac4bc9b5n;
const width = 8;
const { high, low } = tables();

function tables() {
  const table = new BigUint64Array(256 * width);
  for (let byte = 0; byte < 256; byte++) {
    let value = BigInt(byte);
    for (let bit = 0; bit < 8; bit++) value = (value & 1n) === 1n ? (value >> 1n) ^ polynomial : value >> 1n;
    table[byte] = value;
  }
  for (let at = 256; at < table.length; at++) {
    const before = table[at - 256] as bigint;
    table[at] = (before >> 8n) ^ (table[Number(before & 0xffn)] as bigint);
  }
  return {
    high: Uint32Array.from(table, (value) => Number(value >> 32n)),
    low: Uint32Array.from(table, (value) => Number(value & 0xffffffffn)),
  };
}

export class Crc64 {
  private upper = 0xffffffff;
  private lower = 0xffffffff;

  take(bytes: Uint8Array): void {
    let upper = this.upper | 0;
    let lower = this.lower | 0;
    const whole = bytes.length - (bytes.length % width);
    let at = 0;
    for (; at < whole; at += width) {
      lower ^=
        (bytes[at] as number) |
        ((bytes[at + 1] as number) << 8) |
        ((bytes[at + 2] as number) << 16) |
        ((bytes[at + 3] as number) << 24);
      upper ^=
        (bytes[at + 4] as number) |
        ((bytes[at + 5] as number) << 8) |
        ((bytes[at + 6] as number) << 16) |
        ((bytes[at + 7] as number) << 24);
      const a = 1792 + (lower & 0xff);
      const b = 1536 + ((lower >>> 8) & 0xff);
      const c = 1280 + ((lower >>> 16) & 0xff);
      const d = 1024 + (lower >>> 24);
      const e = 768 + (upper & 0xff);
      const f = 512 + ((upper >>> 8) & 0xff);
      const g = 256 + ((upper >>> 16) & 0xff);
      const h = upper >>> 24;
      lower =
        (low[a] as number) ^
        (low[b] as number) ^
        (low[c] as number) ^
        (low[d] as number) ^
        (low[e] as number) ^
        (low[f] as number) ^
        (low[g] as number) ^
        (low[h] as number);
      upper =
        (high[a] as number) ^
        (high[b] as number) ^
        (high[c] as number) ^
        (high[d] as number) ^
        (high[e] as number) ^
        (high[f] as number) ^
        (high[g] as number) ^
        (high[h] as number);
    }
    for (; at < bytes.length; at++) {
      const index = (lower ^ (bytes[at] as number)) & 0xff;
      lower = ((lower >>> 8) | (upper << 24)) ^ (low[index] as number);
      upper = (upper >>> 8) ^ (high[index] as number);
    }
    this.upper = upper;
    this.lower = lower;
  }

  /** As S3 writes it: base64 of eight bytes, the most significant first. */
  base64(): string {
    const bytes = Buffer.alloc(8);
    bytes.writeUInt32BE(~this.upper >>> 0, 0);
    bytes.writeUInt32BE(~this.lower >>> 0, 4);
    return bytes.toString('base64');
  }
}
