import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { z } from 'zod';
import { missingOutput, stackOutputs } from '../deployed/stack-outputs.ts';
import type { StageSettings } from '../lib/stages/settings.ts';

/** A queue that dead letters may have come from: SQS itself moves what it cannot deliver from there to the dead letters. */
export interface Origin {
  /** `ingest` for the output `IngestQueueUrl`. */
  readonly name: string;
  readonly arn: string;
  readonly url: string;
}

export interface Queues {
  readonly deadLetters: string;
  readonly origins: readonly Origin[];
}

/** Stacks whose outputs name queues. */
const STACKS = ['Landing', 'Processing'] as const;
const DEAD_LETTERS = 'DeadLetterQueueUrl';
const QUEUE_URL = /^(\w+)QueueUrl$/;

/**
 * The queues of a stage, as the outputs of its stacks name them. A message is only ever brought back to one of these,
 * whatever it says of its origin.
 * @throws UsageError when the stage is not deployed where the credentials lead, or they lead to another account
 */
export async function findQueues(
  settings: StageSettings,
  clients: { readonly cloudFormation: CloudFormationClient; readonly sqs: SQSClient },
  signal: AbortSignal,
): Promise<Queues> {
  const urls = new Map<string, string>();
  for (const lifecycle of STACKS) {
    for (const [output, url] of await stackOutputs(settings, lifecycle, clients.cloudFormation, signal)) {
      if (QUEUE_URL.test(output)) {
        urls.set(output, url);
      }
    }
  }
  const deadLetters = urls.get(DEAD_LETTERS);
  if (deadLetters === undefined) {
    throw missingOutput(settings, 'Landing', DEAD_LETTERS);
  }
  urls.delete(DEAD_LETTERS);
  const { arn: deadLettersArn } = await attributesOf(deadLetters, clients.sqs);
  const origins: Origin[] = [];
  for (const [output, url] of urls) {
    const { arn, movesTo } = await attributesOf(url, clients.sqs);
    // The response queue is read by others and moves nothing: what would be sent there, its reader would take for a reply.
    if (movesTo === deadLettersArn) {
      origins.push({ name: QUEUE_URL.exec(output)?.[1]?.toLowerCase() ?? output, arn, url });
    }
  }
  return { deadLetters, origins };
}

const redrivePolicySchema = z.object({ deadLetterTargetArn: z.string() });

/** @returns `movesTo`: ARN of the queue to which SQS moves what was received too often; undefined when it moves nothing */
async function attributesOf(
  QueueUrl: string,
  sqs: SQSClient,
): Promise<{ readonly arn: string; readonly movesTo: string | undefined }> {
  const wanted = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn', 'RedrivePolicy'] });
  const { QueueArn = '', RedrivePolicy } = (await sqs.send(wanted)).Attributes ?? {};
  const movesTo =
    RedrivePolicy === undefined ? undefined : redrivePolicySchema.parse(JSON.parse(RedrivePolicy)).deadLetterTargetArn;
  return { arn: QueueArn, movesTo };
}
