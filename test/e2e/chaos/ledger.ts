import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Run, RunDetail } from '../../../lambdas/core/reports/run.ts';
import { LAPTOP_KEYS, LAPTOP_REGION } from '../../../local/cli/environment.ts';
import type { Landed } from '../../../local/cli/upload.ts';
import type { Deployed } from '../deployed.ts';
import { csv, linesOf } from '../files.ts';
import { figuresOf, type Transaction } from '../oracle.ts';

/** A landed file with what is in it. */
export interface Entry {
  readonly landed: Landed;
  readonly rows: readonly Transaction[];
}

export interface Reckoning {
  readonly files: number;
  /** Files that do not count though they should. */
  readonly lost: string[];
  readonly countedTwice: string[];
  /** Everything else that is not as it has to be, in words. */
  readonly wrong: string[];
}

/** Remembers everything that was landed in a cloud, and works out what must have become of it. */
export class Ledger {
  readonly #deployed: Deployed;
  readonly #entries: Entry[] = [];

  constructor(deployed: Deployed) {
    this.#deployed = deployed;
  }

  /** Lands files. Each has a row in a branch of its own besides, by which it is seen how often the file was counted. */
  async land(files: Readonly<Record<string, readonly Transaction[]>>): Promise<Entry[]> {
    const all = Object.entries(files).map(
      ([name, rows]) => [name, [...rows, { branch: ownBranch(name), cents: 1n }]] as const,
    );
    const contents = all.map(([name, rows]): [string, string] => [name, csv(linesOf(rows))]);
    const landed = await this.#deployed.upload(Object.fromEntries(contents));
    const entries = all.flatMap(([, rows], place) => {
      const file = landed[place];
      return file === undefined ? [] : [{ landed: file, rows }];
    });
    this.#entries.push(...entries);
    return entries;
  }

  /** Waits until the runs of these files are closed, and gives them in their order. */
  closed(entries: readonly Entry[] = this.#entries): Promise<RunDetail[]> {
    return this.#deployed.follow(entries.map(({ landed }) => landed));
  }

  /** As `closed`, but has FAILED runs done again, as an operator would once the trouble is over. */
  async closedInTheEnd(entries: readonly Entry[] = this.#entries): Promise<RunDetail[]> {
    for (;;) {
      const runs = await this.closed(entries);
      const failed = runs.filter(({ state }) => state === 'FAILED');
      if (failed.length === 0) return runs;
      for (const { runId } of failed) await this.#deployed.api.retry(runId);
    }
  }

  /** Compares everything that the cloud says with what was landed. */
  async reckon(): Promise<Reckoning> {
    const { api } = this.#deployed;
    const runs = bySource(await api.runs('branch-stats'));
    const expected = figuresOf(this.#entries.flatMap(({ rows }) => rows));
    const counted = await api.branches([]);
    const counts = new Map(counted.map(({ branchCode, count }) => [branchCode, count]));
    const names = this.#entries.map(({ landed }) => landed.key.split('/').at(-1) ?? landed.key);
    const wrong = this.#entries.flatMap((entry) => complaints(entry, runs.get(nameOf(entry.landed)) ?? []));
    if (JSON.stringify(counted) !== JSON.stringify(expected)) wrong.push(firstDifference(counted, expected));
    if (runs.size !== this.#entries.length)
      wrong.push(`${runs.size} sources have runs, ${this.#entries.length} landed`);
    const dead = await deadLetters(this.#deployed);
    if (dead > 0) wrong.push(`${dead} messages are dead letters`);
    return {
      files: names.length,
      lost: names.filter((name) => (counts.get(ownBranch(name)) ?? 0) < 1),
      countedTwice: names.filter((name) => (counts.get(ownBranch(name)) ?? 0) > 1),
      wrong,
    };
  }
}

/** What a ledger says when everything is right. */
export const nothingAmiss = { lost: [], countedTwice: [], wrong: [] };

const ownBranch = (file: string): string => `FILE ${file}`;
const nameOf = ({ key, versionId }: Pick<Landed, 'key' | 'versionId'>): string => `${key}\0${versionId}`;
const sourceOf = ({ sources: [source] }: Run): string => (source === undefined ? '' : nameOf(source));

function bySource(all: readonly Run[]): Map<string, Run[]> {
  const found = new Map<string, Run[]>();
  for (const run of all) found.set(sourceOf(run), [...(found.get(sourceOf(run)) ?? []), run]);
  return found;
}

function complaints({ landed, rows }: Entry, runs: readonly Run[]): string[] {
  const [run] = runs;
  if (run === undefined || runs.length > 1) return [`${landed.key} has ${runs.length} runs`];
  const { state, counts, rowsRead, rowsCounted, rowsQuarantined } = run;
  const isRight = state === 'SUCCEEDED' && counts && rowsRead === rows.length && rowsCounted === rows.length;
  if (isRight && rowsQuarantined === 0) return [];
  return [
    `${landed.key} of ${rows.length} rows: ${JSON.stringify({ state, counts, rowsRead, rowsCounted, rowsQuarantined })}`,
  ];
}

function firstDifference(counted: readonly unknown[], expected: readonly unknown[]): string {
  const at = expected.findIndex((figures, place) => JSON.stringify(figures) !== JSON.stringify(counted[place]));
  return `figures are ${JSON.stringify(counted[at])} in place of ${JSON.stringify(expected[at])}`;
}

async function deadLetters({ cloud }: Deployed): Promise<number> {
  const client = new SQSClient({ endpoint: cloud.endpoints.emulator, region: LAPTOP_REGION, credentials: LAPTOP_KEYS });
  try {
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({
        QueueUrl: cloud.outputs.DeadLetterQueueUrl,
        AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
      }),
    );
    return Object.values(Attributes ?? {}).reduce((sum, count) => sum + Number(count), 0);
  } finally {
    client.destroy();
  }
}
