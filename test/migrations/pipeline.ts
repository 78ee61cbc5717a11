import { randomUUID } from 'node:crypto';
import type pg from 'pg';

/** Figures of one branch as the worker stages them. */
export interface Figure {
  readonly branchCode: string;
  readonly count: number;
  readonly min: string;
  readonly max: string;
  readonly sum: string;
}

export interface Claim {
  readonly runId: string;
  readonly attempt: number;
  readonly workerId: string;
}

export interface Outcome {
  readonly outcome: string;
  readonly state?: string;
  readonly duplicateOf?: string;
  readonly countedBy?: string | null;
}

/** The steps of intake, worker and person, as calls of the SQL functions: nothing here decides anything. */
export class Pipeline {
  readonly #client: pg.Client;

  constructor(client: pg.Client) {
    this.#client = client;
  }

  async call<T>(name: string, ...values: unknown[]): Promise<T> {
    const places = values.map((_, index) => `$${index + 1}`).join(', ');
    const { rows } = await this.#client.query(`select ${name}(${places}) as result`, values);
    return rows[0].result as T;
  }

  async rows(sql: string, ...values: unknown[]): Promise<Record<string, unknown>[]> {
    return (await this.#client.query(sql, values)).rows;
  }

  async run(runId: string): Promise<Record<string, unknown>> {
    const [run] = await this.rows('select * from run where run_id = $1', runId);
    if (!run) throw new Error(`no run ${runId}`);
    return run;
  }

  /** Records the run of one version of one key; the same arguments name the same run. */
  async record(key: string, versionId: string, runId: string = randomUUID(), corrects?: string): Promise<string> {
    const recorded = await this.call<{ runId: string }>('record_run', {
      runId,
      jobType: 'branch-stats',
      identity: `${key}@${versionId}`,
      lineage: key,
      ...(corrects === undefined ? {} : { corrects }),
      sources: [
        { role: 'transactions', bucket: 'landing', key, versionId, size: 10, landedAt: '2026-01-01T00:00:00.000Z' },
      ],
    });
    return recorded.runId;
  }

  /** Lets an idle worker claim, or one that is started when none is idle; gives null when there is nothing to do. */
  async claim(limit = 1000): Promise<Claim | null> {
    const idle = await this.rows(
      `select worker_id from worker w where state <> 'GONE' and not exists (select from run r where r.worker_id = w.worker_id)`,
    );
    if (idle[0]) return await this.claimAs(String(idle[0]['worker_id']));
    const workerId = randomUUID();
    const { start } = await this.call<{ start: boolean }>('reserve_worker', 'branch-stats', workerId, limit);
    return start ? await this.claimAs(workerId) : null;
  }

  async claimAs(workerId: string): Promise<Claim | null> {
    const { run } = await this.call<{ run: { runId: string; attempt: number } | null }>('claim_run', workerId, true);
    return run ? { runId: run.runId, attempt: run.attempt, workerId } : null;
  }

  async identify(claim: Claim, content: string, newestFirst: string[]): Promise<Outcome> {
    const sources = JSON.stringify([{ checksum: `CRC64NVME:${content}`, newestFirst }]);
    return await this.call('identify_run', claim.runId, claim.workerId, claim.attempt, sources);
  }

  async stage(claim: Claim, figures: readonly Figure[]): Promise<void> {
    await this.rows(
      `insert into branch_stats_figure (run_id, attempt, branch_code, count, min, max, sum)
       select $1, $2, one."branchCode", one.count, one.min, one.max, one.sum
         from jsonb_to_recordset($3) as one("branchCode" text, count bigint, min numeric, max numeric, sum numeric)
       on conflict do nothing`,
      ...[claim.runId, claim.attempt, JSON.stringify(figures)],
    );
  }

  /** Stages lines that a correction puts right, as a worker does: block by block. */
  async stageLines(claim: Claim, lines: readonly number[]): Promise<void> {
    const blocks = new Map<number, number[]>();
    for (const line of lines) {
      const block = Math.floor(line / 2048);
      blocks.set(block, [...(blocks.get(block) ?? []), line]);
    }
    const texts = JSON.stringify([...blocks.values()].map((one) => one.join(',')));
    await this.call('stage_corrected_lines', claim.runId, claim.workerId, claim.attempt, texts);
  }

  async publish(claim: Claim, figures: readonly Figure[], rowsQuarantined = 1): Promise<Outcome> {
    const rows = figures.reduce((total, figure) => total + figure.count, 0);
    const summary = {
      rowsRead: rows + rowsQuarantined,
      rowsCounted: rows,
      rowsQuarantined,
      bytesRead: 10,
      groups: figures.length,
    };
    return await this.call('publish_run', claim.runId, claim.workerId, claim.attempt, {
      ...summary,
      rejects: rowsQuarantined === 0 ? [] : [{ reason: 'bad-decimal', column: 'amount', count: rowsQuarantined }],
    });
  }

  async reject(claim: Claim): Promise<Outcome> {
    const error = { code: 'wrong-header', message: 'The column amount is missing.' };
    return await this.call('reject_run', claim.runId, claim.workerId, claim.attempt, {}, error);
  }

  async fail(claim: Claim): Promise<Outcome> {
    const error = { code: 'worker-error', message: 'Out of memory.' };
    return await this.call('fail_attempt', claim.runId, claim.workerId, claim.attempt, error, 'log');
  }

  /** From a claim to published figures. */
  async complete(claim: Claim, content: string, newestFirst: string[], figures: readonly Figure[]): Promise<Outcome> {
    const identified = await this.identify(claim, content, newestFirst);
    if (identified.outcome !== 'proceed') return identified;
    await this.stage(claim, figures);
    return await this.publish(claim, figures);
  }

  /** Lands a correction and brings it to its end; gives its run and what became of it. */
  async correct(
    target: string,
    key: string,
    newestFirst: string[],
    lines: readonly number[],
    figures: readonly Figure[],
  ): Promise<Outcome & { runId: string }> {
    const versionId = newestFirst[0];
    if (versionId === undefined) throw new Error('a listing needs a version');
    const runId = await this.record(key, versionId, randomUUID(), target);
    const claim = await this.claim();
    if (claim?.runId !== runId) throw new Error('another run was claimed');
    return {
      runId,
      ...(await this.completeCorrection(claim, `${lines} ${JSON.stringify(figures)}`, newestFirst, lines, figures)),
    };
  }

  /** From a claim to published figures and corrected lines. */
  async completeCorrection(
    claim: Claim,
    content: string,
    newestFirst: string[],
    lines: readonly number[],
    figures: readonly Figure[],
  ): Promise<Outcome> {
    const identified = await this.identify(claim, content, newestFirst);
    if (identified.outcome !== 'proceed') return identified;
    await this.stage(claim, figures);
    await this.stageLines(claim, lines);
    return await this.publish(claim, figures, 0);
  }

  /** Lands one version and brings it to its end. */
  async land(key: string, newestFirst: string[], content: string, figures: readonly Figure[]): Promise<string> {
    const versionId = newestFirst[0];
    if (versionId === undefined) throw new Error('a listing needs a version');
    const runId = await this.record(key, versionId);
    const claim = await this.claim();
    if (claim?.runId !== runId) throw new Error('another run was claimed');
    await this.complete(claim, content, newestFirst, figures);
    return runId;
  }

  async totals(): Promise<Record<string, string>> {
    const rows = await this.rows('select branch_code, runs, count, min, max, sum from branch_stats_total order by 1');
    return Object.fromEntries(
      rows.map(({ branch_code, ...figures }) => [branch_code, Object.values(figures).join(' ')]),
    );
  }
}
