import fc from 'fast-check';
import type { Claim, Figure, Pipeline } from './pipeline.ts';

const contents: Record<string, Figure[]> = {
  A: [{ branchCode: 'X', count: 1, min: '1.00', max: '1.00', sum: '1.00' }],
  B: [
    { branchCode: 'X', count: 2, min: '-3.00', max: '9.00', sum: '6.00' },
    { branchCode: 'Y', count: 1, min: '0.01', max: '0.01', sum: '0.01' },
  ],
  C: [{ branchCode: 'Y', count: 3, min: '2.00', max: '4.00', sum: '9.00' }],
};

/** Every file has these lines in quarantine. The last ones lie in another block than the first. */
const quarantined = [2, 3, 4, 2047, 2048, 5000];

export type Act =
  | { do: 'land'; key: string; content: string }
  | { do: 'correct'; pick: number; key: string; lines: number[]; atOnce: boolean }
  | { do: 'claim' | 'publish' | 'identify' | 'reject' | 'fail' | 'die'; pick: number }
  | { do: 'withdraw' | 'restore' | 'retry' | 'force'; pick: number };

const pick = fc.nat(20);

const landing = fc.record({
  do: fc.constant('land' as const),
  key: fc.constantFrom('k1', 'k2', 'k3'),
  content: fc.constantFrom('A', 'A', 'B', 'C'),
});
/** Mostly done at once: otherwise most schedules would publish no correction. */
const correcting = fc.record({
  do: fc.constant('correct' as const),
  pick: fc.nat(2),
  key: fc.constantFrom('c1', 'c2'),
  lines: fc.subarray(quarantined, { minLength: 1, maxLength: 3 }),
  atOnce: fc.constantFrom(true, true, true, false),
});
const working = fc.record({
  do: fc.constantFrom('claim' as const, 'publish' as const, 'publish' as const, 'identify' as const, 'reject' as const),
  pick,
});
const failing = fc.record({ do: fc.constantFrom('fail' as const, 'die' as const), pick });
const deciding = fc.record({
  do: fc.constantFrom(...(['withdraw', 'withdraw', 'restore', 'restore', 'retry', 'force'] as const)),
  pick: fc.nat(9),
});
/** A claim and its publication in a row, without which most schedules would publish little. */
const finishing = fc.constant({ do: 'publish' as const, pick: -1 });

/** What may happen to files alone. */
export const actsOnFiles: fc.Arbitrary<Act[]> = fc.array(fc.oneof(landing, working, failing, deciding), {
  minLength: 5,
  maxLength: 40,
});

/** Two published files, and what may happen to them and to corrections of them. */
export const actsWithCorrections: fc.Arbitrary<Act[]> = fc
  .array(
    fc.oneof(
      { arbitrary: landing, weight: 1 },
      { arbitrary: correcting, weight: 5 },
      { arbitrary: working, weight: 1 },
      { arbitrary: failing, weight: 1 },
      { arbitrary: deciding, weight: 5 },
      { arbitrary: finishing, weight: 3 },
    ),
    { minLength: 5, maxLength: 30, size: 'max' },
  )
  .map((acts) => [
    { do: 'land', key: 'k1', content: 'A' },
    { do: 'publish', pick: -1 },
    { do: 'land', key: 'k2', content: 'B' },
    { do: 'publish', pick: -1 },
    ...acts,
  ]);

interface Landed {
  readonly key: string;
  readonly content: string;
  /** Of a correction. */
  readonly lines?: readonly number[];
  readonly target?: string;
}

/** One schedule: keys with their versions, the claims ever made (also lost ones), the runs ever recorded. */
export class Schedule {
  readonly #pipeline: Pipeline;
  readonly #versions = new Map<string, string[]>();
  readonly #landed = new Map<string, Landed>();
  readonly #claims: Claim[] = [];
  readonly #runs: string[] = [];
  /** What a correction's worker has found that it can correct; by the time it publishes that may have changed. */
  readonly #judged = new Map<string, readonly number[]>();

  constructor(pipeline: Pipeline) {
    this.#pipeline = pipeline;
  }

  async perform(one: Act): Promise<void> {
    if (one.do === 'land') return await this.#land({ key: one.key, content: one.content });
    const runId = this.#runs[Math.max(0, one.pick) % Math.max(1, this.#runs.length)];
    if (one.do === 'correct') {
      await this.#correct(this.#runs[one.pick % Math.max(1, this.#runs.length)], one.key, one.lines);
      return one.atOnce ? await this.perform({ do: 'publish', pick: -1 }) : undefined;
    }
    await this.#pipeline.rows(`update run set not_before = clock_timestamp() where state = 'PENDING'`);
    if (one.do === 'claim' || one.pick === -1) await this.#claim();
    if (runId === undefined || one.do === 'claim') return;
    if (one.do === 'withdraw') return await this.#pipeline.call('withdraw_run', runId, 'because');
    if (one.do === 'restore') return await this.#pipeline.call('restore_run', runId, 'because');
    if (one.do === 'retry') return await this.#pipeline.call('retry_run', runId, false);
    if (one.do === 'force') return await this.#pipeline.call('retry_run', runId, true);
    const claim = one.pick === -1 ? this.#claims.at(-1) : this.#claims[one.pick % Math.max(1, this.#claims.length)];
    if (claim) await this.#work(one.do, claim);
  }

  async #claim(): Promise<void> {
    const claim = await this.#pipeline.claim();
    if (claim) this.#claims.push(claim);
  }

  async #land(landed: Landed): Promise<void> {
    const versions = this.#versions.get(landed.key) ?? [];
    const versionId = `v${versions.length + 1}`;
    this.#versions.set(landed.key, [versionId, ...versions]);
    const runId = await this.#pipeline.record(landed.key, versionId, undefined, landed.target);
    this.#landed.set(runId, landed);
    this.#runs.push(runId);
  }

  async #correct(target: string | undefined, name: string, lines: readonly number[]): Promise<void> {
    if (target === undefined) return;
    await this.#land({ key: `corrections/${target}/${name}`, content: `fixed ${lines}`, lines, target });
  }

  async #work(what: Act['do'], claim: Claim): Promise<void> {
    const source = this.#landed.get(claim.runId);
    if (!source) throw new Error('a claim of an unknown run');
    const newestFirst = this.#versions.get(source.key) ?? [];
    if (what === 'identify') await this.#identify(claim, source, newestFirst);
    if (what === 'publish') await this.#publish(claim, source, newestFirst);
    if (what === 'reject') await this.#pipeline.reject(claim);
    if (what === 'fail') await this.#pipeline.fail(claim);
    if (what === 'die') {
      const error = { code: 'worker-died', message: 'Killed.' };
      await this.#pipeline.call('release_worker', claim.workerId, error, null);
    }
  }

  async #identify(claim: Claim, { content, lines }: Landed, newestFirst: string[]): Promise<void> {
    const { outcome } = await this.#pipeline.identify(claim, content, newestFirst);
    if (outcome === 'proceed' && lines !== undefined) {
      this.#judged.set(`${claim.runId}/${claim.attempt}`, await this.#correctable(claim, lines));
    }
  }

  /** A correction is published as it was judged, maybe long ago, or is judged now. */
  async #publish(claim: Claim, { content, lines }: Landed, newestFirst: string[]): Promise<void> {
    if (lines === undefined) {
      const { outcome } = await this.#pipeline.identify(claim, content, newestFirst);
      if (outcome !== 'proceed') return;
      await this.#pipeline.stage(claim, contents[content] ?? []);
      await this.#pipeline.publish(claim, contents[content] ?? [], quarantined.length);
      return;
    }
    const { outcome } = await this.#pipeline.identify(claim, content, newestFirst);
    if (outcome !== 'proceed') return;
    const judged = this.#judged.get(`${claim.runId}/${claim.attempt}`) ?? (await this.#correctable(claim, lines));
    if (judged.length === 0) {
      await this.#pipeline.reject(claim);
      return;
    }
    const amounts = judged.map((line) => `${line}.00`);
    const sum = judged.reduce((total, line) => total + line, 0);
    const [min = '', max = ''] = [amounts[0], amounts.at(-1)];
    const figures = [{ branchCode: 'X', count: judged.length, min, max, sum: `${sum}.00` }];
    await this.#pipeline.stage(claim, figures);
    await this.#pipeline.stageLines(claim, judged);
    await this.#pipeline.publish(claim, figures, lines.length - judged.length);
  }

  async #correctable(claim: Claim, lines: readonly number[]): Promise<readonly number[]> {
    const target = await this.#pipeline.call<{ error: unknown; lineage: string }>('correction_target', claim.runId);
    if (target.error !== null) return [];
    const rows = await this.#pipeline.rows(
      'select lines from corrected_lines((select corrects from run where run_id = $1), $2, -1)',
      claim.runId,
      target.lineage,
    );
    const ranges = rows.flatMap((row) => String(row['lines']).split(',')).map((range) => range.split('-').map(Number));
    return lines.filter((line) => !ranges.some(([from = 0, to = 0]) => from <= line && line <= to));
  }
}
