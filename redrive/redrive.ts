import type { SQSClient } from '@aws-sdk/client-sqs';
import { UsageError } from '../local/cli/arguments.mjs';
import type { RedriveArguments } from './arguments.ts';
import type { Letter } from './letter.ts';
import { OpenLetters } from './open-letters.ts';
import type { Origin, Queues } from './queues.ts';

/** What became of a dead letter, or would. */
export type Fate =
  | { readonly kind: 'listed' | 'brought-back' | 'would-be-brought-back'; readonly origin: Origin | undefined }
  | { readonly kind: 'left'; readonly origin: Origin | undefined; readonly why: string };

export interface Redriving {
  readonly sqs: SQSClient;
  readonly queues: Queues;
  readonly signal: AbortSignal;
  readonly onLetter: (letter: Letter, fate: Fate) => void;
}

export interface Outcome {
  readonly seen: number;
  readonly broughtBack: number;
  readonly left: number;
  /** Perhaps there are more: as many were looked at as allowed, or for as long. */
  readonly isCutShort: boolean;
}

/** Looks at each dead letter once, and brings those back whose origin is known. */
export async function redrive(
  { act, queue, most, seconds }: Pick<RedriveArguments, 'act' | 'queue' | 'most' | 'seconds'>,
  { sqs, queues, signal, onLetter }: Redriving,
): Promise<Outcome> {
  const names = queues.origins.map(({ name }) => name);
  if (queue !== undefined && !names.includes(queue)) {
    throw new UsageError(`There is no queue ${JSON.stringify(queue)}; --queue takes one of ${names.join(', ')}.`);
  }
  const open = new OpenLetters(sqs, queues.deadLetters, { most, seconds });
  const sent = new Set<string>();
  const startedAt = performance.now();
  let looked = 0;
  let seen = 0;
  let broughtBack = 0;
  let left = 0;
  try {
    for await (const letter of open.each(signal)) {
      const origin = queues.origins.find(({ arn }) => arn === letter.origin);
      looked += 1;
      if (queue !== undefined && origin?.name !== queue) {
        continue;
      }
      seen += 1;
      const fate =
        act === 'list' ? ({ kind: 'listed', origin } as const) : await decide(letter, origin, sent, act, open);
      broughtBack += fate.kind === 'brought-back' ? 1 : 0;
      left += fate.kind === 'left' ? 1 : 0;
      onLetter(letter, fate);
    }
  } finally {
    await open.close();
  }
  return { seen, broughtBack, left, isCutShort: looked >= most || performance.now() - startedAt >= seconds * 1_000 };
}

/** @param sent ids of the messages that were brought back; what returns at once is not brought back for ever */
async function decide(
  letter: Letter,
  origin: Origin | undefined,
  sent: Set<string>,
  act: 'redrive' | 'dry-run',
  open: OpenLetters,
): Promise<Fate> {
  if (origin === undefined) {
    const from = letter.origin === undefined ? 'nothing tells where it came from' : `it came from ${letter.origin}`;
    return { kind: 'left', origin, why: `${from}, which is no queue of this stage` };
  }
  if (sent.has(letter.id)) {
    return { kind: 'left', origin, why: 'it was brought back and has returned; its cause is not mended' };
  }
  if (act === 'dry-run') {
    return { kind: 'would-be-brought-back', origin };
  }
  try {
    sent.add(await open.bringBack(letter, origin.url));
    return { kind: 'brought-back', origin };
  } catch (error) {
    return { kind: 'left', origin, why: error instanceof Error ? error.message : String(error) };
  }
}
