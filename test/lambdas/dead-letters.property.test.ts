import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { takeMessages } from '../../lambdas/core/landing/take-messages.ts';
import { notification, record, TEST_EVENT } from './notifications.ts';
import { pipelineParts } from './pipeline-parts.ts';
import { type RealDatabase, startRealDatabase } from './real-database.ts';
import { received } from './received.ts';

let real: RealDatabase;

beforeAll(async () => {
  real = await startRealDatabase({ migrated: true });
}, 60_000);
afterAll(() => real.stop());

/** A message and what has to become of it. */
type Arrived =
  | { readonly fate: 'recorded'; readonly key: string; readonly body: string }
  | { readonly fate: 'buried' | 'dropped'; readonly body: string };

const landed = (key: string) => ({ key, versionId: 'v', size: 10 });

const good = fc
  .string({ unit: 'binary', maxLength: 40 })
  .filter((name) => !name.includes('\0'))
  .map((name): Arrived => {
    const key = `landing/branch-stats/${name}.csv`;
    return { fate: 'recorded', key, body: notification(landed(key)) };
  });

const dropped = fc
  .constantFrom(
    TEST_EVENT,
    '{"Records":[]}',
    notification({ ...landed('landing/branch-stats/x.csv'), bucket: 'foreign-bucket' }),
    notification({ ...landed('landing/branch-stats/x.csv'), eventName: 'ObjectRemoved:Delete' }),
    notification({ ...landed('elsewhere/x.csv') }),
    notification({ key: 'landing/branch-stats/gone.csv' }),
    '{"Records":[{"eventName":"Replication:Anything","s3":"of no interest"}]}',
  )
  .map((body): Arrived => ({ fate: 'dropped', body }));

/** Bodies that are no notification, whatever they look like. */
const noise = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 2_000 }),
  fc.uint8Array({ maxLength: 2_000 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
  fc.json({ maxDepth: 4 }),
  fc.integer({ min: 1, max: 400_000 }).map((depth) => '['.repeat(depth) + ']'.repeat(depth)),
  fc
    .integer({ min: 1, max: 200_000 })
    .map((depth) => `{"Records":${'{"Records":'.repeat(depth)}1${'}'.repeat(depth)}}`),
  fc.constantFrom(
    '',
    ' ',
    '\0',
    '{"Records":null}',
    `{"Records":[${'0,'.repeat(100_000)}0]}`,
    `"${'x'.repeat(2 ** 20)}"`,
  ),
);

/** What stands in a record in place of something that belongs there. */
const absurd = fc.oneof(
  fc.constantFrom(null, -1, 1e308, 0.5, '', '\ud800', '\0', '%', '%ff', 'x'.repeat(300_000), [], {}, true),
  fc.jsonValue({ maxDepth: 2 }).filter((value) => typeof value !== 'string' && typeof value !== 'number'),
);
/** Each place in a record, and which of the absurd values it can take after all. */
const places: readonly (readonly [string, (value: unknown) => boolean])[] = [
  ['eventTime', () => false],
  ['s3', () => false],
  ['s3.bucket', () => false],
  ['s3.object', () => false],
  ['s3.object.key', (value) => typeof value === 'string' && value === '\0'],
  ['s3.object.versionId', (value) => value === '' || value === '%' || value === '%ff'],
  ['s3.object.size', () => false],
];

const spoiled = fc
  .tuple(fc.constantFrom(...places), absurd)
  .filter(([[, suits], value]) => !suits(value))
  .map(([[place], value]): Arrived => {
    const whole: Record<string, unknown> = structuredClone(record(landed('landing/branch-stats/x.csv'))) as never;
    const steps = place.split('.');
    const last = steps.pop() ?? '';
    const parent = steps.reduce<Record<string, unknown>>((inner, step) => inner[step] as never, whole);
    parent[last] = value;
    return { fate: 'buried', body: JSON.stringify({ Records: [whole] }) };
  });

const unspeakable = fc.constant<Arrived>({
  fate: 'buried',
  body: notification(landed('landing/branch-stats/a\0b.csv')),
});

const bad = fc.oneof(
  noise.map((body): Arrived => ({ fate: 'buried', body })),
  spoiled,
  unspeakable,
);

describe('whatever bodies lie on the ingest queue among good messages', () => {
  it('all good ones are recorded, bad ones are dead letters with a reason or dropped by rule, and nothing comes again', async () => {
    const batch = fc.array(fc.oneof({ weight: 3, arbitrary: good }, dropped, { weight: 3, arbitrary: bad }), {
      minLength: 1,
      maxLength: 10,
    });
    await fc.assert(
      fc.asyncProperty(batch, async (arrived) => {
        await real.empty();
        const { deadLetters, ...parts } = pipelineParts(real.database);
        const messages = received(arrived.map(({ body }) => body));
        expect(await takeMessages(messages, { ...parts, deadLetters })).toEqual([]);
        const keys = arrived.flatMap((one) => (one.fate === 'recorded' ? [one.key] : []));
        const rows = await real.rows('select key from run_source join run using (run_id)');
        expect(rows.map(({ key }) => key).sort()).toEqual([...new Set(keys)].sort());
        const buried = arrived.flatMap(({ fate }, place) => (fate === 'buried' ? [messages[place]] : []));
        expect(deadLetters.buried.map(({ message }) => message)).toEqual(buried);
        for (const reason of deadLetters.reasons) {
          expect(reason).toMatch(/^(The message|Record 1 of 1|The object's key) .{3,300}\.$/);
        }
      }),
      { numRuns: 150 },
    );
  }, 120_000);
});
