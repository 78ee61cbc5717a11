import { z } from 'zod';
import type { Answer, Call } from '../endpoint/http-endpoint.ts';
import { GlueError } from './errors.ts';
import type { JobDefinition } from './job-definition.ts';
import { describeRun } from './job-run.ts';
import type { JobRuns } from './job-runs.ts';

export interface GlueApi {
  readonly runs: JobRuns;
  readonly logDirectory: string;
  readonly readJob: (jobName: string) => Promise<JobDefinition>;
  /** Where every other operation is answered. */
  readonly emulatorEndpoint: string;
}

const startSchema = z.object({
  JobName: z.string().min(1),
  Arguments: z.record(z.string(), z.string()).default({}),
  Timeout: z.number().int().positive().optional(),
  JobRunQueuingEnabled: z.boolean().optional(),
});
const getRunSchema = z.object({ JobName: z.string().min(1), RunId: z.string().min(1) });
const getRunsSchema = z.object({
  JobName: z.string().min(1),
  MaxResults: z.number().int().min(1).max(200).default(200),
  NextToken: z.string().regex(/^\d+$/).optional(),
});
const stopSchema = z.object({ JobName: z.string().min(1), JobRunIds: z.array(z.string().min(1)).min(1).max(25) });

type Operation = (api: GlueApi, body: unknown) => unknown;

const operations: Readonly<Record<string, Operation>> = {
  StartJobRun: async (api, body) => {
    const { JobName, Arguments, Timeout, JobRunQueuingEnabled } = startSchema.parse(body);
    const job = await api.readJob(JobName);
    const queuing = JobRunQueuingEnabled ?? job.JobRunQueuingEnabled;
    return { JobRunId: api.runs.start(job, Arguments, { timeoutMinutes: Timeout ?? job.Timeout, queuing }).id };
  },
  GetJobRun: (api, body) => {
    const { JobName, RunId } = getRunSchema.parse(body);
    return { JobRun: describeRun(api.runs.find(JobName, RunId), api.logDirectory) };
  },
  GetJobRuns: async (api, body) => {
    const { JobName, MaxResults, NextToken } = getRunsSchema.parse(body);
    const runs = api.runs.list(JobName);
    if (runs.length === 0) await api.readJob(JobName); // an unknown job is an error, one that never ran is not
    const start = Number(NextToken ?? 0);
    const end = start + MaxResults;
    return {
      JobRuns: runs.slice(start, end).map((run) => describeRun(run, api.logDirectory)),
      ...(end < runs.length ? { NextToken: `${end}` } : {}),
    };
  },
  BatchStopJobRun: (api, body) => {
    const { JobName, JobRunIds } = stopSchema.parse(body);
    const answers = JobRunIds.map((id) => ({ id, error: stopRun(api, JobName, id) }));
    return {
      SuccessfulSubmissions: answers
        .filter(({ error }) => error === undefined)
        .map(({ id }) => ({ JobName, JobRunId: id })),
      Errors: answers
        .filter(({ error }) => error !== undefined)
        .map(({ id, error }) => ({
          JobName,
          JobRunId: id,
          ErrorDetail: { ErrorCode: error?.name, ErrorMessage: error?.message },
        })),
    };
  },
};

function stopRun({ runs }: GlueApi, jobName: string, id: string): GlueError | undefined {
  try {
    runs.stop(jobName, id);
    return undefined;
  } catch (error) {
    if (error instanceof GlueError) return error;
    throw error;
  }
}

/** Answers one HTTP call of Glue's API: runs are ours, everything else is the emulator's. */
export async function answerCall(api: GlueApi, call: Call): Promise<Answer> {
  const name = String(call.headers['x-amz-target'] ?? '').replace(/^AWSGlue\./, '');
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (operation === undefined) return forward(api.emulatorEndpoint, call);
  try {
    return answer(200, await operation(api, JSON.parse(call.body)));
  } catch (error) {
    if (error instanceof GlueError) return answer(400, { __type: error.name, Message: error.message });
    if (!(error instanceof z.ZodError || error instanceof SyntaxError)) throw error;
    return answer(400, { __type: 'InvalidInputException', Message: error.message });
  }
}

function answer(status: number, body: unknown): Answer {
  return { status, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: JSON.stringify(body) };
}

async function forward(emulatorEndpoint: string, { method, path, headers, body }: Call): Promise<Answer> {
  const passed = ['content-type', 'x-amz-target', 'authorization', 'x-amz-date'];
  const response = await fetch(new URL(path, emulatorEndpoint), {
    method,
    headers: passed.map((name): [string, string] => [name, String(headers[name] ?? '')]),
    ...(method === 'POST' ? { body } : {}),
  });
  const type = response.headers.get('content-type') ?? 'application/x-amz-json-1.1';
  const error = response.headers.get('x-amzn-errortype');
  return {
    status: response.status,
    headers: { 'content-type': type, ...(error === null ? {} : { 'x-amzn-errortype': error }) },
    body: await response.text(),
  };
}
