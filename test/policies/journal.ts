import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Call } from './evaluate.ts';
import { s3Action } from './s3-call.ts';

const lineSchema = z.object({
  /** The name of a role, or the laptop's own keys. */
  principal: z.string(),
  service: z.string(),
  method: z.string(),
  path: z.string(),
  query: z.record(z.string(), z.string()),
  target: z.string(),
  names: z.object({
    QueueUrl: z.string().optional(),
    JobName: z.string().optional(),
    resourceArn: z.string().optional(),
    secretArn: z.string().optional(),
  }),
});
export type JournalLine = z.output<typeof lineSchema>;

export interface CallOfRole extends Call {
  readonly role: string;
}

const ACCOUNT = 'us-east-1:000000000000';

/** Every call that somebody with a role has made, each once. */
export function callsOfRoles(file: string): CallOfRole[] {
  const calls = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => lineSchema.parse(JSON.parse(line)))
    // People and the deployment have keys of their own.
    .filter(({ principal }) => principal.startsWith('Countinghouse-'))
    .flatMap((line) => asIamSeesIt(line).map((call) => ({ role: line.principal, ...call })));
  return [...new Map(calls.map((call) => [JSON.stringify(call), call])).values()];
}

function asIamSeesIt(line: JournalLine): Call[] {
  const { service, names, target, path, query } = line;
  const call = (action: string, resource: string | undefined, context: Call['context'] = {}): Call => {
    if (resource === undefined) throw new Error(`${action} names nothing: ${JSON.stringify(line)}`);
    return { action, resource, context };
  };
  switch (service) {
    case 's3':
      return [call(s3Action(line), `arn:aws:s3:::${path.slice(1).replace(/\/$/, '')}`, prefixOf(query))];
    case 'sqs':
      return [call(`sqs:${target.replace('AmazonSQS.', '')}`, queueArn(names.QueueUrl))];
    case 'glue':
      return [call(`glue:${target.replace('AWSGlue.', '')}`, `arn:aws:glue:${ACCOUNT}:job/${names.JobName}`)];
    case 'rds-data':
      return [
        call(`rds-data:${dataApiActions[path]}`, names.resourceArn),
        // The Data API reads the secret with the caller's permissions.
        call('secretsmanager:GetSecretValue', names.secretArn),
      ];
    default:
      throw new Error(`Nobody should call ${service}: ${JSON.stringify(line)}`);
  }
}

const prefixOf = ({ prefix }: JournalLine['query']): Call['context'] =>
  prefix === undefined ? {} : { 's3:prefix': prefix };

const queueArn = (url: string | undefined): string | undefined =>
  url === undefined ? undefined : `arn:aws:sqs:${ACCOUNT}:${url.slice(url.lastIndexOf('/') + 1)}`;

const dataApiActions: Readonly<Record<string, string>> = {
  '/Execute': 'ExecuteStatement',
  '/BatchExecute': 'BatchExecuteStatement',
  '/BeginTransaction': 'BeginTransaction',
  '/CommitTransaction': 'CommitTransaction',
  '/RollbackTransaction': 'RollbackTransaction',
};
