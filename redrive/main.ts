import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { SQSClient } from '@aws-sdk/client-sqs';
import { laptop, stageAccess } from '../deployed/access.ts';
import { readStage } from '../lib/stages/index.ts';
import { HELP, parseRedriveArguments } from './arguments.ts';
import { letterLines, summary } from './lines.ts';
import { findQueues } from './queues.ts';
import { redrive } from './redrive.ts';

/**
 * Does what `npm run redrive` does.
 * @param argv the arguments after `npm run redrive --`
 * @returns the exit code
 */
export async function main(root: string, argv: readonly string[], signal: AbortSignal): Promise<number> {
  const wished = parseRedriveArguments(argv);
  if (wished === 'help') {
    process.stdout.write(`${HELP}\n`);
    return 0;
  }
  const settings = readStage(wished.stage ?? 'local');
  const access = wished.stage === undefined ? laptop(root, wished.port).access : stageAccess(settings.region);
  // The endpoint that the SDK finds is the one to ask, whatever host a queue's address names.
  const sqs = new SQSClient({ ...access, useQueueUrlAsEndpoint: false });
  const cloudFormation = new CloudFormationClient(access);
  const queues = await findQueues(settings, { cloudFormation, sqs }, signal);
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const outcome = await redrive(wished, {
    sqs,
    queues,
    signal,
    onLetter: (letter, fate) => letterLines(letter, fate).forEach(say),
  });
  say(summary(wished.act, outcome));
  return wished.act === 'redrive' && (outcome.left > 0 || outcome.isCutShort) ? 1 : 0;
}
