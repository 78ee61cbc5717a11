import type { ExecuteStatementCommand } from '@aws-sdk/client-rds-data';
import { type Content, content } from '../aws/content.ts';
import type { RdsData } from '../aws/rds-data.ts';
import { S3 } from '../aws/s3.ts';
import { Sqs } from '../aws/sqs.ts';
import { World } from '../world/world.ts';
import { work } from './worker.ts';

/** A statement, and the step that a heartbeat tells. */
export type Sentence = readonly [sql: string, step: string | null];

export interface Scene {
  readonly file: Content;
  readonly identified: 'proceed' | 'duplicate';
  readonly corrects?: string;
  /** The database refuses to stage. */
  readonly breaks?: boolean;
}

const file = { figures: [{ branch: 'B1', count: 2, min: 1, max: 2, sum: 3 }], lines: [], isBroken: false };

/** What a worker meets, by name; test/glue-scripts/test_conversation.py lets the real one meet the same. */
export const SCENES: Readonly<Record<string, Scene>> = {
  success: { file: content('good', file), identified: 'proceed' },
  quarantine: { file: content('some bad', { ...file, lines: [3] }), identified: 'proceed' },
  'wrong header': { file: content('header', { ...file, figures: [], isBroken: true }), identified: 'proceed' },
  'too many bad rows': { file: content('bad', { ...file, lines: [3, 5, 7], isBroken: true }), identified: 'proceed' },
  duplicate: { file: content('good', file), identified: 'duplicate' },
  correction: {
    file: content('fixed', { figures: [], lines: [3], isBroken: false }),
    identified: 'proceed',
    corrects: 'target',
  },
  failure: { file: content('good', file), identified: 'proceed', breaks: true },
};

/** Lets the model of a worker do one run against a database that only answers. Gives what the model says to it. */
export async function converse({ file, identified, corrects, breaks = false }: Scene): Promise<Sentence[]> {
  const world = new World(1);
  world.calmDown();
  const s3 = new S3(world);
  const { key, versionId } = s3.put('landing', 'k.csv', '', file);
  s3.put('results', 'quarantine/target/1/index.json', '[3]');
  const said: Sentence[] = [];
  const run = { runId: 'run', attempt: 1, corrects: corrects ?? null, sources: [{ key, versionId }] };
  let claims = 0;
  let pages = 0;
  const answers: readonly (readonly [string, () => unknown])[] = [
    ['claim_run(', () => ({ alive: true, run: claims++ === 0 ? run : null })],
    ['heartbeat(', () => true],
    ['retire_worker(', () => true],
    ['identify_run(', () => ({ outcome: identified, repliesDue: false })],
    [
      'correction_target(',
      () => ({ error: null, quarantinePrefix: 'quarantine/target/1/', rowsQuarantined: 1, lineage: 'l' }),
    ],
    [' corrected_lines(', () => (pages++ === 0 ? '7-7' : undefined)],
    ['with_replies(', () => ({ outcome: 'done', repliesDue: false })],
  ];
  const send = async ({ input: { sql = '', parameters = [] } }: ExecuteStatementCommand): Promise<unknown> => {
    const step = parameters.find(({ name }) => name === 'step')?.value?.stringValue;
    // The pulse tells the same step again every ten seconds.
    if (said.at(-1)?.[1] !== (step ?? '')) said.push([sql, step ?? null]);
    if (breaks && sql.startsWith('insert into'))
      throw Object.assign(new Error('no'), { name: 'DatabaseErrorException' });
    const answer = answers.find(([call]) => sql.includes(call))?.[1]();
    if (answer === undefined) return { records: [] };
    if (typeof answer === 'boolean') return { records: [[{ booleanValue: answer }]] };
    if (typeof answer === 'string') return { records: [[{ longValue: 0 }, { stringValue: answer }]] };
    return { records: [[{ stringValue: JSON.stringify(answer) }]] };
  };
  const process = world.process('worker', 'workerDeath');
  const rdsData = { client: () => ({ send }) } as unknown as RdsData;
  const settings = { landingBucket: 'landing', resultsBucket: 'results', timeBudgetSeconds: 600, lingerSeconds: 0 };
  const done = work(
    'worker',
    process,
    world,
    { s3, sqs: new Sqs(world), rdsData },
    { ...settings, longestReadingSeconds: 1, isOld: false },
  );
  await world.run(world.now() + 60_000);
  await done;
  return said;
}
