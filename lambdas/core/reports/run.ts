import { z } from 'zod';
import { countSchema, decimalSchema, nextCursorSchema, runIdSchema, timeSchema } from './values.ts';

export const runStates = ['PENDING', 'IN_PROGRESS', 'SUCCEEDED', 'REJECTED', 'FAILED', 'DUPLICATE'] as const;
export const runStateSchema = z.enum(runStates);
export type RunState = z.infer<typeof runStateSchema>;

export const sourceSchema = z
  .object({
    role: z.string(),
    bucket: z.string(),
    key: z.string(),
    versionId: z.string(),
    size: countSchema.meta({ description: 'Bytes of the object as stored.' }),
    checksum: z
      .string()
      .nullable()
      .meta({ description: '`CRC64NVME:<base64>` of the whole object; null until known.' }),
    landedAt: timeSchema,
    goneAt: timeSchema.nullable().meta({
      description:
        'When it was found that the version was deleted or has expired; figures stay. It is looked for whenever a receipt is asked for.',
    }),
  })
  .meta({ id: 'Source', description: 'One version of one object in the landing bucket.' });

export const runErrorSchema = z
  .object({ code: z.string(), message: z.string() })
  .meta({ id: 'RunError', description: 'Why a run ended without figures: what, where, and what to do.' });

const progressSchema = z
  .object({
    step: z.string().nullable(),
    rows: countSchema.nullable().meta({ description: 'Rows seen so far; null before the first are told.' }),
    bytes: countSchema.nullable().meta({
      description: 'Stored bytes of the sources read so far, compressed as they lie there; null where not told.',
    }),
    bytesTotal: countSchema.meta({ description: 'Stored bytes of all sources.' }),
  })
  .meta({ id: 'RunProgress', description: 'What the worker is doing now, and how much of the sources it has read.' });

/** A run's record, as every list shows it. */
export const runSchema = z
  .object({
    runId: runIdSchema,
    requestId: z.string().nullable(),
    jobType: z.string(),
    identity: z.string(),
    lineage: z.string(),
    lineageOrder: z.array(decimalSchema).nullable(),
    contentIdentity: z.string().nullable(),
    sources: z.array(sourceSchema),
    state: runStateSchema,
    waitingFor: z.enum(['files', 'capacity', 'budget']).nullable().meta({
      description:
        'While PENDING: other files that belong to it, a free worker, or budget, of which there is some again at 00:00 UTC. null: it can be claimed now, or as soon as `notBefore` has come.',
    }),
    missingRoles: z.array(z.string()).meta({
      description: 'Of a run of several files, the roles for which none has landed; empty once all are there.',
    }),
    counts: z.boolean().meta({ description: 'Whether its figures are in the totals now.' }),
    countDuplicate: z.boolean(),
    attempts: countSchema,
    attemptsAllowed: countSchema,
    publishedAttempt: countSchema.nullable(),
    notBefore: timeSchema,
    workerId: z.uuid().nullable(),
    glueRunId: z.string().nullable().meta({ description: 'The Glue job run of the worker that claimed it last.' }),
    progress: z.union([progressSchema, z.null()]).meta({ description: 'Only while IN_PROGRESS.' }),
    rowsRead: countSchema.nullable(),
    rowsCounted: countSchema.nullable(),
    rowsQuarantined: countSchema
      .nullable()
      .meta({ description: 'When the file was read: rowsRead = rowsCounted + rowsQuarantined.' }),
    rowsCorrected: countSchema.meta({
      description: 'Of its quarantined rows, those that corrections which stand have put right.',
    }),
    rowsStillQuarantined: countSchema
      .nullable()
      .meta({ description: 'rowsQuarantined - rowsCorrected, so rowsRead = rowsCounted + rowsCorrected + this.' }),
    corrects: runIdSchema
      .nullable()
      .meta({ description: 'The run whose quarantined rows this one puts right; null for a file of its own.' }),
    bytesRead: countSchema.nullable().meta({ description: 'Uncompressed bytes.' }),
    groups: countSchema.nullable().meta({ description: 'Rows of the published result.' }),
    peakMemoryBytes: countSchema.nullable(),
    dpuSeconds: decimalSchema.nullable(),
    costUsd: decimalSchema.nullable(),
    declarationVersion: z.int().nullable(),
    codeVersion: z.string().nullable(),
    sparkVersion: z.string().nullable(),
    logLocation: z.string().nullable(),
    quarantinePrefix: z.string().nullable(),
    error: z.union([runErrorSchema, z.null()]),
    duplicateOf: runIdSchema.nullable(),
    supersededBy: runIdSchema.nullable(),
    withdrawnAt: timeSchema.nullable(),
    withdrawnReason: z.string().nullable(),
    createdAt: timeSchema,
    startedAt: timeSchema.nullable(),
    endedAt: timeSchema.nullable(),
    durationMs: countSchema
      .nullable()
      .meta({ description: 'From startedAt to endedAt; null while either is missing.' }),
  })
  .meta({ id: 'Run', description: "A run's record: one per version of its sources." });
export type Run = z.infer<typeof runSchema>;

/** Somebody who has signed in, as their token told when they did it. */
export const bySchema = z
  .object({
    subject: z.string().meta({ description: 'The issuer’s own, lasting name of them.' }),
    name: z.string(),
  })
  .meta({ id: 'By', description: 'Who did it; null for what nobody in particular did.' });
export type By = z.infer<typeof bySchema>;

export const runEventSchema = z
  .object({
    attempt: countSchema,
    at: timeSchema,
    event: z.string(),
    by: bySchema.nullable(),
    detail: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'RunEvent', description: 'Something that happened to a run; never changed, never deleted.' });
export type RunEvent = z.infer<typeof runEventSchema>;

export const rejectCountSchema = z
  .object({
    role: z.string().optional().meta({
      description: 'Of a run of several files, the file that the rows are of; missing where there is but one.',
    }),
    reason: z.string(),
    column: z.string().meta({ description: 'Empty when the reason concerns the row as a whole.' }),
    count: countSchema,
  })
  .meta({ id: 'RejectCount', description: 'How many rows were quarantined for one reason.' });
export type RejectCount = z.infer<typeof rejectCountSchema>;

export const relatedRunSchema = z
  .object({
    runId: runIdSchema,
    key: z.string().meta({ description: 'Of its first source.' }),
    versionId: z.string().meta({ description: 'Of its first source.' }),
    state: runStateSchema,
    createdAt: timeSchema,
  })
  .meta({ id: 'RelatedRun', description: 'A run that another one names.' });
export type RelatedRun = z.infer<typeof relatedRunSchema>;

export const correctionSchema = relatedRunSchema
  .extend({
    counts: z.boolean(),
    stands: z.boolean().meta({
      description: 'Published, and neither superseded nor withdrawn: it counts whenever the corrected run does.',
    }),
    rowsRead: countSchema.nullable(),
    rowsCounted: countSchema.nullable().meta({ description: 'Rows that it has put right.' }),
    rowsQuarantined: countSchema.nullable().meta({ description: 'Of its own rows, those that were bad again.' }),
    supersededBy: runIdSchema.nullable(),
    withdrawnAt: timeSchema.nullable(),
    error: z.union([runErrorSchema, z.null()]),
  })
  .meta({ id: 'Correction', description: 'A run that puts right quarantined rows of another.' });
export type Correction = z.infer<typeof correctionSchema>;

export const runRequestSchema = z
  .object({
    requestId: z.string(),
    origin: z.enum(['queue', 'api', 'upload']).meta({
      description: '`upload`: nobody has asked, but the stage wants replies for uploads too.',
    }),
    by: bySchema.nullable(),
    parameters: z.record(z.string(), z.string()),
    receivedAt: timeSchema,
    replyDue: z.boolean().meta({ description: 'Whether a reply is still to be sent.' }),
    replySentAt: timeSchema.nullable().meta({ description: 'The last time; a repeated request has it sent again.' }),
    replySends: countSchema,
    replyBytes: countSchema.nullable().meta({ description: 'Of the whole reply; null before it is made.' }),
    replyInline: z.boolean().nullable().meta({
      description: 'Whether the message holds the figures, or says where they lie; null before the reply is made.',
    }),
    replyTo: z.string().nullable().meta({ description: 'The queue that it was sent to.' }),
    replyError: z.string().nullable().meta({
      description: 'Why the last try to send it failed; of a reply without the result, why it holds none.',
    }),
  })
  .meta({ id: 'RequestOfRun', description: 'Somebody who has asked for this run, and the reply to him.' });
export type RequestOfRun = z.infer<typeof runRequestSchema>;

export const runDetailSchema = runSchema
  .extend({
    corrections: z.array(correctionSchema).meta({ description: 'Corrections of this run; the newest 50.' }),
    supersedes: z.array(relatedRunSchema).meta({ description: 'Runs whose place this one took; the newest 100.' }),
    duplicates: z
      .array(relatedRunSchema)
      .meta({ description: 'Runs of the same bytes that name this one; the newest 100.' }),
    logUrl: z.string().nullable().meta({ description: 'Where a browser shows the log, if it can.' }),
    requests: z.array(runRequestSchema).meta({ description: 'Who has asked for it; the first 50.' }),
    events: z.array(runEventSchema).meta({ description: 'In order; of very many, the newest.' }),
    rejectCounts: z.array(rejectCountSchema),
  })
  .meta({ id: 'RunDetail', description: "A run's record with its history and the counts of its quarantined rows." });
export type RunDetail = z.infer<typeof runDetailSchema>;

export const runPageSchema = z
  .object({ items: z.array(runSchema), nextCursor: nextCursorSchema })
  .meta({ id: 'RunPage', description: 'Runs, the newest first.' });
export type RunPage = z.infer<typeof runPageSchema>;
