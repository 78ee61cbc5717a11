import { constants, deflateRawSync, gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Gunzipped, gunzipPrefix } from '../../dashboard/src/preflight/gzip/gunzip-prefix.ts';

const plenty = 1 << 20;

/** Texts that compress well, badly and not at all. */
const contents = fc.oneof(
  fc.uint8Array({ maxLength: 3000 }),
  fc
    .array(fc.constantFrom('a', 'b', '2024-01-01T00:00:00Z,', '\n', '1.50'))
    .map((parts) => Buffer.from(parts.join(''))),
  fc
    .tuple(fc.string({ maxLength: 300 }), fc.integer({ min: 1, max: 400 }))
    .map(([text, n]) => Buffer.from(text.repeat(n))),
);

const { Z_DEFAULT_STRATEGY, Z_FIXED, Z_HUFFMAN_ONLY, Z_RLE, Z_FILTERED } = constants;
const how = fc.record({
  level: fc.integer({ min: 0, max: 9 }),
  strategy: fc.constantFrom(Z_DEFAULT_STRATEGY, Z_FIXED, Z_HUFFMAN_ONLY, Z_RLE, Z_FILTERED),
  memLevel: fc.integer({ min: 1, max: 9 }),
});
const member = fc.tuple(contents, how).map(([plain, options]) => ({ plain, packed: gzipSync(plain, options) }));
const members = fc.array(member, { minLength: 1, maxLength: 3 });

const packedOf = (parts: readonly { packed: Uint8Array }[]) => Buffer.concat(parts.map((part) => part.packed));
const plainOf = (parts: readonly { plain: Uint8Array }[]) => Buffer.concat(parts.map((part) => part.plain));
const summary = ({ bytes, ended, corruption }: Gunzipped) => ({ plain: Buffer.from(bytes), ended, corruption });

describe('gunzipping', () => {
  it('gives what was compressed, however it was, in any number of members, padded or not', () => {
    fc.assert(
      fc.property(members, fc.nat(3), (parts, padding) => {
        const packed = Buffer.concat([packedOf(parts), Buffer.alloc(padding)]);
        const result = gunzipPrefix(packed, true, plenty);
        expect(summary(result)).toEqual({ plain: plainOf(parts), ended: 'whole', corruption: null });
        expect(result.used).toBe(packed.length);
      }),
      { numRuns: 300 },
    );
  });

  it('gives a beginning of it from a beginning of the file, and takes no more for the whole', () => {
    fc.assert(
      fc.property(members, fc.double({ min: 0, max: 1, noNaN: true }), (parts, share) => {
        const packed = packedOf(parts);
        const cut = packed.subarray(0, Math.floor(share * packed.length));
        const { bytes, ended } = gunzipPrefix(cut, false, plenty);
        expect(ended).toBe('cut');
        expect(Buffer.from(bytes)).toEqual(plainOf(parts).subarray(0, bytes.length));
      }),
    );
  });

  it('calls a file that ends too early corrupt', () => {
    fc.assert(
      fc.property(member, fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), ({ packed }, share) => {
        const cut = packed.subarray(0, Math.max(1, Math.floor(share * packed.length)));
        const { ended, corruption } = gunzipPrefix(cut, true, plenty);
        expect({ ended, corruption }).toEqual({
          ended: 'corrupt',
          corruption: expect.stringMatching(/^it ends in the middle of/),
        });
      }),
    );
  });

  it('stops when it has enough', () => {
    fc.assert(
      fc.property(member, fc.nat(2000), ({ plain, packed }, most) => {
        const { bytes, ended } = gunzipPrefix(packed, true, most);
        expect(Buffer.from(bytes)).toEqual(Buffer.from(plain.subarray(0, most)));
        expect(ended).toBe(plain.length > most ? 'cut' : 'whole');
      }),
    );
  });

  it('finds a flipped bit where zlib finds it', () => {
    const zlib = (packed: Uint8Array): string => {
      try {
        return gunzipSync(packed).toString('latin1');
      } catch {
        return 'corrupt';
      }
    };
    fc.assert(
      fc.property(member, fc.nat(), fc.nat(7), ({ packed }, place, bit) => {
        const at = place % packed.length;
        const flipped = Buffer.from(packed);
        flipped[at] = (flipped[at] as number) ^ (1 << bit);
        const { bytes, ended } = gunzipPrefix(flipped, true, plenty);
        expect(ended === 'whole' ? Buffer.from(bytes).toString('latin1') : ended).toBe(zlib(flipped));
      }),
      { numRuns: 1000 },
    );
  });

  it('reads the header’s optional parts', () => {
    const header = Buffer.from([0x1f, 0x8b, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 255, 3, 0, 1, 2, 3]);
    const texts = Buffer.from('name\0remark\0');
    const headerCrc = Buffer.from([7, 7]);
    const trailer = gzipSync('a\n1\n').subarray(-8);
    const packed = Buffer.concat([header, texts, headerCrc, deflateRawSync('a\n1\n'), trailer]);
    expect(summary(gunzipPrefix(packed, true, plenty))).toEqual({
      plain: Buffer.from('a\n1\n'),
      ended: 'whole',
      corruption: null,
    });
  });

  it.each([
    ['it is not gzip at all', Buffer.from('a,b\n1,2\n')],
    ['what follows its member 1 is not gzip', Buffer.concat([gzipSync('a'), Buffer.from('more')])],
    ['what follows its member 1 is not gzip', Buffer.concat([gzipSync('a'), Buffer.from([0, 0, 1])])],
    ['its header has unknown flags', Buffer.from([0x1f, 0x8b, 8, 0x80])],
    ['its compressed data is damaged', Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff])],
  ])('says what is wrong in the words of the job: %s', (sentence, packed) => {
    expect(gunzipPrefix(packed, true, plenty)).toMatchObject({ ended: 'corrupt', corruption: sentence });
  });
});
