import { createHash } from 'node:crypto';
import { z } from 'zod';
import { versionIdSchema } from '../landing/index.ts';

/**
 * Names a request; made by the client and kept there before the first send. Fit for a key of S3 and for a log as it is.
 * What we make ourselves, for uploads, has a colon and so can be no client's.
 */
export const requestIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/, 'must be 1 to 128 of A-Z a-z 0-9 . _ -, the first a letter or digit')
  .meta({ description: 'Made by the client: the same id twice is one request.', examples: ['2026-05-close.1'] });

/** Characters of a text that PostgreSQL can keep. */
const isText = (text: string): boolean => !/[\p{Cs}\0]/u.test(text);

/** A key of S3 has at most 1024 bytes, a bucket's name 63 characters. */
const fits = (address: string): boolean => Buffer.byteLength(address.replace(/^s3:\/\/[^/]+\//, ''), 'utf8') <= 1024;

const parameterName = z.string().min(1).max(256).refine(isText, 'must not contain NUL');

/** What a client asks for: the figures of one version of one landed file. */
export const requestSchema = z
  .strictObject({
    requestId: requestIdSchema,
    jobType: z.string().min(1).max(128).refine(isText, 'must not contain NUL'),
    source: z
      .string()
      .max(1200)
      .regex(/^s3:\/\/[^/]+\/.+$/s, 'must be an address like s3://bucket/key')
      .refine(isText, 'must not contain NUL')
      .refine(fits, 'is longer than the 1024 bytes that S3 allows for a key')
      .meta({ description: '`s3://bucket/key`, the key as it is and not percent-encoded.' }),
    versionId: versionIdSchema
      .nullish()
      .meta({ description: 'Left out: the version that is current when the request comes first.' }),
    parameters: z
      .record(parameterName, z.string().max(4096).refine(isText, 'must not contain NUL'))
      .refine((parameters) => Object.keys(parameters).length <= 50, 'at most 50 may be given')
      .default({})
      .meta({ description: "As the job type's declaration tells, each value as a text." }),
  })
  .meta({ id: 'RunRequest' });
export type RunRequest = z.output<typeof requestSchema>;

export type RequestErrorCode =
  | 'invalid-request'
  | 'request-id-taken'
  | 'unknown-job-type'
  | 'wrong-source'
  | 'no-such-object'
  | 'wrong-parameters';

/** Why a request was refused: a code for programs and a full sentence that a person can act on. */
export interface RequestError {
  readonly code: RequestErrorCode;
  readonly message: string;
}

export type RequestOrigin = 'queue' | 'api' | 'upload';

/** A request as it is recorded; the parts that could not be read are missing. */
export interface NewRequest {
  readonly requestId: string;
  readonly contents: string;
  readonly origin: RequestOrigin;
  readonly jobType?: string;
  readonly source?: string;
  readonly versionId?: string;
  readonly parameters?: Readonly<Record<string, string>>;
}

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** SHA-256 over what is asked for, whatever the order of its members was: tells a repetition from another request. */
export function contentsOf({ jobType, source, versionId, parameters }: Omit<RunRequest, 'requestId'>): string {
  const sorted = Object.entries(parameters).sort(([left], [right]) => (left < right ? -1 : 1));
  return sha256(JSON.stringify([jobType, source, versionId ?? null, sorted]));
}

/** The same of a message that asks for nothing which could be read. */
export const contentsOfText = (body: string): string => sha256(body);

export function toNewRequest(request: RunRequest, origin: RequestOrigin): NewRequest {
  const { requestId, jobType, source, versionId, parameters } = request;
  const version = versionId == null ? {} : { versionId };
  return { requestId, contents: contentsOf(request), origin, jobType, source, parameters, ...version };
}

/** Two clients with one idea of an id, or one that has changed its mind: the first request stands, and so does its reply. */
export const idTaken = (requestId: string): RequestError => ({
  code: 'request-id-taken',
  message:
    `The request id ${requestId} stands for another request already. That one and its reply are left as they are; ` +
    'send this one under an id of its own.',
});
