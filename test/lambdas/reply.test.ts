import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  messageOf,
  messageText,
  placeOfReply,
  REPLY_LIMIT_BYTES,
  replySchema,
} from '../../lambdas/core/replies/reply.ts';

const bytes = (text: string): number => Buffer.byteLength(text, 'utf8');
const reply = (branchCode: string): string =>
  JSON.stringify({
    requestId: 'may-1',
    request: { jobType: 'branch-stats', source: 's3://l/k', versionId: null, parameters: {} },
    ...{ state: 'SUCCEEDED', runId: '11111111-1111-4111-8111-111111111111', error: null, duplicateOf: null },
    source: { bucket: 'l', key: 'k', versionId: 'v', size: 4, checksum: null },
    ...{ rowsRead: 1, rowsCounted: 1, rowsQuarantined: 0, currency: 'USD' },
    figures: [{ branchCode, count: 1, min: '1.00', max: '1.00', average: '1.0000', sum: '1.00' }],
    figuresAt: null,
  });
/** A reply of exactly so many bytes; `ü` is two of them. */
const replyOf = (size: number): string => {
  const rest = size - bytes(reply('ü'));
  return reply(`ü${'x'.repeat(rest)}`);
};

describe('a reply', () => {
  it('is the message itself up to one byte below the limit', () => {
    const text = replyOf(REPLY_LIMIT_BYTES - 1);
    expect(bytes(text)).toBe(262_143);
    expect(messageOf(text, placeOfReply('results', 'may-1', text))).toBe(text);
  });

  it.each([0, 1])(
    'of %i bytes over it lies beside a message that says where, how large and with which checksum',
    (over) => {
      const text = replyOf(REPLY_LIMIT_BYTES + over);
      const sha256 = createHash('sha256').update(text).digest('hex');
      const message = messageOf(text, placeOfReply('results', 'may-1', text));
      const figuresAt = {
        bucket: 'results',
        key: `replies/may-1/${sha256}.json`,
        size: REPLY_LIMIT_BYTES + over,
        sha256,
      };
      expect(JSON.parse(message)).toEqual({ ...JSON.parse(text), figures: null, figuresAt });
      expect(bytes(message)).toBeLessThan(1000);
      expect(messageOf(text, placeOfReply('results', 'may-1', text))).toBe(message);
    },
  );

  it('holds no character that SQS would refuse for ever, and means the same', () => {
    const text = reply('a\uFFFEb\uFFFFc\u0001');
    const sendable = messageText(text);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that XML does not have.
    expect(sendable).not.toMatch(/[\u0000-\u0008\uFFFE\uFFFF]/);
    expect(replySchema.parse(JSON.parse(sendable))).toEqual(replySchema.parse(JSON.parse(text)));
  });
});
