import type { Claim, Figure } from '../../migrations/pipeline.ts';
import type { ApiUnderTest } from './api-under-test.ts';
import { writeQuarantine } from './quarantine-files.ts';

/** A change of what counts, ready to be made. */
export interface Change {
  /** The runs that it concerns. */
  readonly runIds: readonly string[];
  /** Each a transaction of its own. */
  readonly steps: readonly (() => Promise<unknown>)[];
}

export const changeNames = [
  'a newer version of the file',
  'the same bytes, counted all the same',
  'its withdrawal',
  'its restoration',
  'the promotion of a duplicate',
  'a correction',
  'a newer version of a correction',
  'the withdrawal of a correction, and then another file',
  'a retry of what was rejected',
] as const;
export type ChangeName = (typeof changeNames)[number];

/** Of every file; the lines lie in so many blocks that no one page of corrected lines holds them. */
const badLines = Array.from({ length: 202 }, (_, block) => 2048 * block + 5);

/** Makes all that can change what readers see ready, each time with files of its own. */
export class Changes {
  readonly #api: ApiUnderTest;
  readonly #quarantine: string;
  #files = 0;

  constructor(api: ApiUnderTest) {
    this.#api = api;
    const rows = badLines.map((line) => ({
      ...{ line, offset: line, length: 1, reason: 'bad-decimal', column: 'amount', raw: `x${line},n,t,B` },
    }));
    this.#quarantine = writeQuarantine(api.results, 'bad', rows, 150);
  }

  ready(name: ChangeName): Promise<Change> {
    return this.#makers[name]();
  }

  readonly #makers: Readonly<Record<ChangeName, () => Promise<Change>>> = {
    'a newer version of the file': async () => {
      const key = this.#key();
      const old = await this.#landed(key);
      const next = await this.#staged(key, ['2', '1']);
      return { runIds: [old, next.runId], steps: [() => this.#publish(next)] };
    },
    'the same bytes, counted all the same': async () => {
      const { run, twin } = await this.#twins();
      await this.#api.pipeline.call('retry_run', twin, true);
      const claim = await this.#claim(twin);
      await this.#stage(claim, 'again', ['1']);
      return { runIds: [run, twin], steps: [() => this.#publish(claim)] };
    },
    'its withdrawal': async () => {
      const runId = await this.#landed(this.#key());
      return { runIds: [runId], steps: [this.#act('withdraw_run', runId)] };
    },
    'its restoration': async () => {
      const runId = await this.#landed(this.#key());
      await this.#act('withdraw_run', runId)();
      return { runIds: [runId], steps: [this.#act('restore_run', runId)] };
    },
    'the promotion of a duplicate': async () => {
      const { run, twin } = await this.#twins();
      return { runIds: [twin, run], steps: [this.#act('withdraw_run', run)] };
    },
    'a correction': async () => {
      const file = await this.#landed(this.#key());
      const correction = await this.#stagedCorrection(file, this.#key(), ['1'], badLines);
      return { runIds: [file], steps: [() => this.#publish(correction, 0)] };
    },
    'a newer version of a correction': async () => {
      const { file, key } = await this.#corrected();
      const next = await this.#stagedCorrection(file, key, ['2', '1'], badLines.slice(1, 2));
      return { runIds: [file], steps: [() => this.#publish(next, 0)] };
    },
    'the withdrawal of a correction, and then another file': async () => {
      const { file, correction } = await this.#corrected();
      const other = await this.#staged(this.#key(), ['1']);
      const steps = [this.#act('withdraw_run', correction), () => this.#publish(other)];
      return { runIds: [file, other.runId], steps };
    },
    'a retry of what was rejected': async () => {
      const rejected = await this.#staged(this.#key(), ['1']);
      await this.#api.pipeline.reject(rejected);
      const { runId } = rejected;
      let claim = rejected;
      const read = async () => {
        claim = await this.#claim(runId);
        await this.#stage(claim, runId, ['1']);
      };
      const steps = [() => this.#api.pipeline.call('retry_run', runId), read, () => this.#publish(claim)];
      return { runIds: [runId], steps };
    },
  };

  #key(): string {
    this.#files++;
    return `${this.#files}.csv`;
  }

  #act(name: 'withdraw_run' | 'restore_run', runId: string): () => Promise<unknown> {
    return () => this.#api.pipeline.call(name, runId, 'a test');
  }

  async #landed(key: string, content = key): Promise<string> {
    const claim = await this.#staged(key, ['1'], content);
    await this.#publish(claim);
    return claim.runId;
  }

  async #twins(): Promise<{ run: string; twin: string }> {
    const content = this.#key();
    const run = await this.#landed(content);
    const claim = await this.#claim(await this.#record(this.#key(), '1'));
    await this.#api.pipeline.identify(claim, content, ['1']);
    return { run, twin: claim.runId };
  }

  async #corrected(): Promise<{ file: string; key: string; correction: string }> {
    const file = await this.#landed(this.#key());
    const key = this.#key();
    const claim = await this.#stagedCorrection(file, key, ['1'], badLines);
    await this.#publish(claim, 0);
    return { file, key, correction: claim.runId };
  }

  async #record(key: string, version: string, corrects?: string): Promise<string> {
    this.#api.landed.put('landing', key, 'bytes', undefined, version);
    return await this.#api.pipeline.record(key, version, undefined, corrects);
  }

  async #staged(key: string, newestFirst: string[], content = `${key} ${newestFirst[0]}`): Promise<Claim> {
    const claim = await this.#claim(await this.#record(key, newestFirst[0] ?? ''));
    await this.#stage(claim, content, newestFirst);
    return claim;
  }

  async #stagedCorrection(file: string, key: string, newestFirst: string[], lines: number[]): Promise<Claim> {
    const claim = await this.#claim(await this.#record(key, newestFirst[0] ?? '', file));
    await this.#stage(claim, `${key} ${newestFirst[0]}`, newestFirst, lines.length);
    await this.#api.pipeline.stageLines(claim, lines);
    return claim;
  }

  async #claim(runId: string): Promise<Claim> {
    const claim = await this.#api.pipeline.claim();
    if (claim?.runId !== runId) throw new Error(`run ${runId} was not claimed`);
    return claim;
  }

  /** Figures that no other file has; of a correction one row a line, all in one branch. */
  async #stage(claim: Claim, content: string, newestFirst: string[], lines?: number): Promise<void> {
    const identified = await this.#api.pipeline.identify(claim, content, newestFirst);
    if (identified.outcome !== 'proceed') throw new Error(`run ${claim.runId}: ${identified.outcome}`);
    await this.#api.pipeline.stage(claim, lines === undefined ? figures(++this.#files) : [figure('B0', lines)]);
  }

  async #publish({ runId, workerId, attempt }: Claim, rowsQuarantined = badLines.length): Promise<void> {
    const [staged] = await this.#api.pipeline.rows(
      'select sum(count)::integer as rows, count(*)::integer as groups from branch_stats_figure where run_id = $1 and attempt = $2',
      ...[runId, attempt],
    );
    const rowsCounted = Number(staged?.['rows']);
    const rejects = rowsQuarantined === 0 ? [] : [{ reason: 'bad-decimal', column: 'amount', count: rowsQuarantined }];
    const published = await this.#api.pipeline.call<{ outcome: string }>('publish_run', runId, workerId, attempt, {
      ...{ rowsRead: rowsCounted + rowsQuarantined, rowsCounted, rowsQuarantined, rejects, groups: staged?.['groups'] },
      ...{ bytesRead: 10, quarantinePrefix: rowsQuarantined === 0 ? null : this.#quarantine },
    });
    if (published.outcome !== 'published') throw new Error(`run ${runId}: ${published.outcome}`);
  }
}

const figures = (count: number): Figure[] => ['B0', 'B1', 'B2'].map((branchCode) => figure(branchCode, count));
const figure = (branchCode: string, count: number): Figure => ({
  ...{ branchCode, count, min: `-${count}.00`, max: `${count}.00`, sum: `${count}.00` },
});
