import { z } from 'zod';
import { type UploadTarget, uploadTargetSchema } from './upload-key.ts';

/**
 * An upload that has begun. It is all that the server knows of it: the browser keeps it and shows it with each call, so
 * nothing is stored. The key is no part of it but made of the target each time, by the rules of a new upload; what a
 * caller makes up here gets no further than what it could have asked for openly.
 */
export interface UploadTicket {
  readonly target: UploadTarget;
  /** S3's id of the multipart upload. */
  readonly storeId: string;
}

/** S3's ids have some 100 characters. */
const ticketSchema = z.strictObject({ target: uploadTargetSchema, storeId: z.string().min(1).max(1024) });

/** The longest that is read: a name of 255 bytes, doubled by escapes in JSON, and an id, in base64. */
const LONGEST_TICKET = 4096;

/** The opaque id of an upload; fit for a path. */
export const writeTicket = (ticket: UploadTicket): string =>
  Buffer.from(JSON.stringify(ticket), 'utf8').toString('base64url');

/** @returns undefined when the text is no ticket */
export function readTicket(text: string): UploadTicket | undefined {
  if (text.length > LONGEST_TICKET || !/^[\w-]+$/.test(text)) {
    return undefined;
  }
  try {
    return ticketSchema.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))).data;
  } catch {
    return undefined;
  }
}
