import { createHash } from 'node:crypto';
import { z } from 'zod';
import { CLOSED_STATES, runIdSchema } from '../runs/index.ts';

/** Where a reply lies that is too large for a message. */
export interface ReplyPlace {
  readonly bucket: string;
  readonly key: string;
  /** Bytes of the object. */
  readonly size: number;
  /** SHA-256 of the object's bytes, in hex. */
  readonly sha256: string;
}

/** What a client is told when its run has ended. Amounts are decimal strings. */
export const replySchema = z.object({
  /** `upload:<run id>` when nobody has asked. */
  requestId: z.string(),
  /** What was asked for, as far as it could be read. */
  request: z.object({
    jobType: z.string().nullable(),
    source: z.string().nullable(),
    versionId: z.string().nullable(),
    parameters: z.record(z.string(), z.string()),
  }),
  /** REFUSED: there is no run, and `error` says why. */
  state: z.enum([...CLOSED_STATES, 'REFUSED']),
  runId: runIdSchema.nullable(),
  /** The version that the run has read. */
  source: z
    .object({
      bucket: z.string(),
      key: z.string(),
      versionId: z.string(),
      size: z.number(),
      checksum: z.string().nullable(),
    })
    .nullable(),
  /** Of a SUCCEEDED or DUPLICATE run: why its figures are not in this reply; the run itself is as good as any. */
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  /** Of a DUPLICATE: the run whose bytes it repeats, which the rows and figures below are those of. */
  duplicateOf: runIdSchema.nullable(),
  rowsRead: z.number().nullable(),
  rowsCounted: z.number().nullable(),
  rowsQuarantined: z.number().nullable(),
  currency: z.string().nullable(),
  /** In the order of their groups; null when there are none, or when they lie where `figuresAt` says. */
  figures: z.array(z.record(z.string(), z.unknown())).nullable(),
  /** An object that holds this reply with its figures. */
  figuresAt: z.object({ bucket: z.string(), key: z.string(), size: z.number(), sha256: z.string() }).nullable(),
});
export type Reply = z.output<typeof replySchema>;

/** A reply stays below 256 KiB, which every SDK and reader of SQS takes. */
export const REPLY_LIMIT_BYTES = 256 * 1024;

/**
 * Figures of more than this (some 250,000 branches) go into no reply, also into no object beside one: a reply is made in
 * memory, which `docs/decisions/0010-requests-and-replies.md` has measured.
 */
export const MOST_FIGURES_BYTES = 32 * 1024 * 1024;

/** How long a reply is kept as an object after it was sent last, so that it can be sent again or read. */
export const REPLY_KEPT_DAYS = 90;

const bytesOf = (text: string): number => Buffer.byteLength(text, 'utf8');

/**
 * The text of a JSON document as a message of SQS may hold it: XML has no U+FFFE and no U+FFFF, and a message with one of
 * them would be refused for ever. Inside a string of JSON they can be written as escapes.
 */
export const messageText = (json: string): string =>
  json.replace(/[\uFFFE\uFFFF]/g, (character) => `\\u${character.charCodeAt(0).toString(16)}`);

export const fitsMessage = (text: string): boolean => bytesOf(text) < REPLY_LIMIT_BYTES;

/** Where a reply of this text is kept: one text, one key, so that nobody can write another one over it. */
export function placeOfReply(bucket: string, requestId: string, text: string): ReplyPlace {
  const sha256 = createHash('sha256').update(text, 'utf8').digest('hex');
  return { bucket, key: `replies/${requestId}/${sha256}.json`, size: bytesOf(text), sha256 };
}

/** Behind the members that have no list: a quote within a text is escaped, and a parameter named `figures` is a text. */
const FIGURES_BEGIN = ',"figures":[';

/** What is sent: the text itself, or when it does not fit the same without figures, which says where they are. */
export function messageOf(text: string, place: ReplyPlace): string {
  if (fitsMessage(text)) {
    return text;
  }
  const end = text.indexOf(FIGURES_BEGIN);
  if (end === -1) {
    throw new Error('A reply without figures is too large for a message, which its parts are bounded not to be.');
  }
  return `${text.slice(0, end)},"figures":null,"figuresAt":${messageText(JSON.stringify(place))}}`;
}
