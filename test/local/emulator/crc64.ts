/** The polynomial of CRC-64/NVME, reflected. */
const polynomial = 0x9a6c9329ac4bc9b5n;

const table = Array.from({ length: 256 }, (_, byte) => {
  let value = BigInt(byte);
  for (let bit = 0; bit < 8; bit += 1) value = (value & 1n) === 1n ? (value >> 1n) ^ polynomial : value >> 1n;
  return value;
});
const high = Uint32Array.from(table, (value) => Number(value >> 32n));
const low = Uint32Array.from(table, (value) => Number(value & 0xffffffffn));

/** CRC-64/NVME as S3 writes it: base64 of eight bytes, most significant first. A second opinion, written for the tests. */
export function crc64nvme(bytes: Uint8Array): string {
  let upper = 0xffffffff;
  let lower = 0xffffffff;
  for (const byte of bytes) {
    const index = (lower ^ byte) & 0xff;
    lower = ((lower >>> 8) | (upper << 24)) ^ (low[index] ?? 0);
    upper = (upper >>> 8) ^ (high[index] ?? 0);
  }
  const result = Buffer.alloc(8);
  result.writeUInt32BE(~upper >>> 0, 0);
  result.writeUInt32BE(~lower >>> 0, 4);
  return result.toString('base64');
}
