import type { BranchFigures, Content } from '../aws/content.ts';
import type { StoredVersion } from '../aws/s3.ts';
import { together } from '../batches.ts';
import { STATEMENTS } from './statements.ts';
import type { Value, WorkerDatabase } from './worker-database.ts';

/** What a worker has at hand. */
export interface Workplace {
  readonly workerId: string;
  readonly database: WorkerDatabase;
  /** HeadObject of the version; undefined when it is gone. */
  find(key: string, versionId: string): Promise<StoredVersion | undefined>;
  /** ListObjectVersions of exactly this key, newest first. */
  list(key: string): Promise<readonly string[]>;
  /** How long reading takes, beat by beat. */
  reading(beat: () => Promise<boolean>): Promise<boolean>;
  putQuarantine(prefix: string, lines: readonly number[]): Promise<void>;
  /** Tells that a run was closed which somebody has asked for; a lost message is made good later. */
  nudge(runId: string): Promise<void>;
  getQuarantine(prefix: string): Promise<readonly number[] | undefined>;
}

export interface Claim {
  readonly runId: string;
  readonly attempt: number;
  readonly corrects: string | null;
  readonly sources: readonly { readonly key: string; readonly versionId: string }[];
}

class Fenced extends Error {}

class Rejected extends Error {
  readonly code: string;
  constructor(code: string) {
    super(`The file is rejected: ${code}.`);
    this.code = code;
  }
}

const LOG = '/log/group/jr';
/** As in corrections.py, and as in the database. */
const LINES_A_BLOCK = 2_048;

/** attempt.py: identify, read, quarantine, stage, publish; each statement in its place. */
export class Attempt {
  readonly #place: Workplace;
  readonly #claim: Claim;
  #summary: Record<string, unknown> = circumstances;

  constructor(place: Workplace, claim: Claim) {
    this.#place = place;
    this.#claim = claim;
  }

  async do(): Promise<string> {
    try {
      return await this.#work();
    } catch (error) {
      if (error instanceof Fenced) return 'fenced';
      const held = { summary: JSON.stringify(this.#summary) };
      const message = error instanceof Error ? error.message : String(error);
      try {
        if (error instanceof Rejected) {
          return await this.#held(STATEMENTS.reject, { ...held, error: JSON.stringify({ code: error.code, message }) });
        }
        const why = JSON.stringify({ code: 'worker-error', message });
        return await this.#held(STATEMENTS.fail, { error: why, log_location: LOG });
      } catch (again) {
        if (again instanceof Fenced) return 'fenced';
        throw again;
      }
    }
  }

  async #work(): Promise<string> {
    const place = this.#place;
    await this.#step('identifying');
    const version = await this.#identified();
    if (version === 'duplicate') return version;
    const target = await this.#target();
    const taken = target && (await this.#correctedLines(target));
    await this.#step('reading');
    if (!(await place.reading(() => this.#beat('reading')))) throw new Fenced();
    if (version.isBroken && version.lines.length === 0) throw new Rejected('wrong-header');
    const read = target ? this.#corrections(version, target, taken ?? new Set()) : whole(version);
    this.#summary = { ...circumstances, ...read.counts(this.#claim) };
    if (read.bad.length > 0) {
      await this.#step('quarantining');
      await place.putQuarantine(prefixOf(this.#claim), read.bad);
    }
    if (version.isBroken) throw new Rejected('too-many-bad-rows');
    if (target && read.good.length === 0) throw new Rejected('nothing-corrected');
    await this.#step('staging');
    await place.database.value(STATEMENTS.stage, { ...this.#identity(), rows: rowsOf(read.figures) });
    if (target) await place.database.value(STATEMENTS.stageLines, { ...this.#identity(), blocks: blocksOf(read.good) });
    await this.#step('publishing');
    return await this.#held(STATEMENTS.publish, { summary: JSON.stringify(this.#summary) });
  }

  async #identified(): Promise<Content | 'duplicate'> {
    const contents: Content[] = [];
    const identified: object[] = [];
    for (const { key, versionId } of this.#claim.sources) {
      const content = (await this.#place.find(key, versionId))?.content;
      if (content === undefined) throw new Rejected('source-gone');
      const newestFirst = await this.#place.list(key);
      if (!newestFirst.includes(versionId)) throw new Rejected('source-gone');
      contents.push(content);
      identified.push({ checksum: content.checksum, newestFirst });
    }
    const sources = JSON.stringify(identified);
    const outcome = await this.#held(STATEMENTS.identify, { sources });
    if (outcome === 'source-gone') throw new Rejected('source-gone');
    return outcome === 'duplicate' ? outcome : together(contents);
  }

  async #target(): Promise<Target | undefined> {
    if (this.#claim.corrects === null) return undefined;
    const told = await this.#place.database.value(STATEMENTS.correctionTarget, { run_id: this.#claim.runId });
    const target = JSON.parse(String(told)) as Target & { error: { code: string } | null };
    if (target.error !== null) throw new Rejected(target.error.code);
    const lines = target.quarantinePrefix === null ? [] : await this.#place.getQuarantine(target.quarantinePrefix);
    if (lines === undefined) throw new Rejected('quarantine-gone');
    return { ...target, lines };
  }

  async #correctedLines(target: Target): Promise<ReadonlySet<number>> {
    const lines = new Set<number>();
    for (let after = -1; ; ) {
      const parameters = { target: this.#claim.corrects, lineage: target.lineage, after };
      const page = await this.#place.database.rows(STATEMENTS.correctedLines, parameters);
      if (page.length === 0) return lines;
      for (const [block, ranges] of page) {
        after = Number(block);
        for (const line of linesOf(String(ranges))) lines.add(line);
      }
    }
  }

  #corrections(file: Content, target: Target, taken: ReadonlySet<number>): Read {
    const good = file.lines.filter((line) => target.lines.includes(line) && !taken.has(line));
    const bad = file.lines.filter((line) => !good.includes(line));
    return new Read(correctionFigures(good), good, bad, file.size);
  }

  async #step(step: string): Promise<void> {
    if (!(await this.#beat(step))) throw new Fenced();
  }

  async #beat(step: string): Promise<boolean> {
    const { workerId, database } = this.#place;
    const { runId, attempt } = this.#claim;
    const parameters = { worker_id: workerId, run_id: runId, attempt, step, rows: null, bytes: null };
    return (await database.value(STATEMENTS.heartbeat, parameters)) === true;
  }

  async #held(sql: string, documents: Readonly<Record<string, Value>>): Promise<string> {
    const answer = await this.#place.database.value(sql, { ...this.#identity(), ...documents });
    const { outcome, repliesDue } = JSON.parse(String(answer)) as { outcome: string; repliesDue: boolean };
    if (repliesDue) await this.#place.nudge(this.#claim.runId);
    if (outcome === 'fenced') throw new Fenced();
    return outcome;
  }

  #identity(): Record<string, Value> {
    return { run_id: this.#claim.runId, worker_id: this.#place.workerId, attempt: this.#claim.attempt };
  }
}

interface Target {
  readonly quarantinePrefix: string | null;
  readonly lineage: string;
  readonly lines: readonly number[];
}

/** What reading a file brought to light. */
class Read {
  readonly figures: readonly BranchFigures[];
  readonly good: readonly number[];
  readonly bad: readonly number[];
  readonly #bytes: number;

  constructor(figures: readonly BranchFigures[], good: readonly number[], bad: readonly number[], bytes: number) {
    this.figures = figures;
    this.good = good;
    this.bad = bad;
    this.#bytes = bytes;
  }

  counts(claim: Claim): Record<string, unknown> {
    const counted = this.figures.reduce((sum, figure) => sum + figure.count, 0);
    const rejects = this.bad.length === 0 ? [] : [{ reason: 'bad-decimal', column: 'amount', count: this.bad.length }];
    return {
      rowsRead: counted + this.bad.length,
      rowsCounted: counted,
      rowsQuarantined: this.bad.length,
      bytesRead: this.#bytes,
      groups: this.figures.length,
      quarantinePrefix: this.bad.length === 0 ? null : prefixOf(claim),
      rejects,
    };
  }
}

const circumstances = {
  peakMemoryBytes: 1_000_000,
  dpuSeconds: '1.000',
  costUsd: '0.00012222',
  declarationVersion: 1,
  codeVersion: 'simulated',
  sparkVersion: '4.1.1',
  logLocation: LOG,
};

const whole = (file: Content): Read => new Read(file.figures, [], file.lines, file.size);

/** Each corrected line is a row of one dollar times its number. */
export const correctionFigures = (lines: readonly number[]): BranchFigures[] =>
  lines.length === 0
    ? []
    : [
        {
          branch: 'NORTH',
          count: lines.length,
          min: 100 * Math.min(...lines),
          max: 100 * Math.max(...lines),
          sum: 100 * lines.reduce((sum, line) => sum + line, 0),
        },
      ];

const prefixOf = ({ runId, attempt }: Claim): string => `quarantine/${runId}/${attempt}/`;

/** Cents as a decimal text. */
export const money = (cents: number): string =>
  `${cents < 0 ? '-' : ''}${Math.floor(Math.abs(cents) / 100)}.${String(Math.abs(cents) % 100).padStart(2, '0')}`;

const rowsOf = (figures: readonly BranchFigures[]): string =>
  JSON.stringify(
    figures.map(({ branch, count, min, max, sum }) => ({
      count,
      branch_code: branch,
      min: money(min),
      max: money(max),
      sum: money(sum),
    })),
  );

function blocksOf(lines: readonly number[]): string {
  const blocks = new Map<number, number[]>();
  for (const line of lines) {
    const block = Math.floor(line / LINES_A_BLOCK);
    blocks.set(block, [...(blocks.get(block) ?? []), line]);
  }
  return JSON.stringify([...blocks.values()].map((block) => block.join(',')));
}

const linesOf = (ranges: string): number[] =>
  ranges.split(',').flatMap((range) => {
    const [first = 0, last = 0] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, place) => first + place);
  });
