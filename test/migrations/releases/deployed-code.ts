import { randomUUID } from 'node:crypto';
import type { Parameters } from '../../../lambdas/core/database/index.ts';
import type { RealDatabase } from '../../lambdas/real-database.ts';
import type { Call, Release } from './releases.ts';

export interface Held {
  readonly run_id: string;
  readonly worker_id: string;
  readonly attempt: number;
}

const JOB_TYPE = 'branch-stats';
const error = JSON.stringify({ code: 'worker-error', message: 'Out of memory.' });

/** One branch: so many rows of 2.50. */
const figuresOf = (rows: number) => [
  { branch_code: 'X', count: rows, min: '2.50', max: '2.50', sum: (rows * 2.5).toFixed(2) },
];

/** The Lambdas and workers of a release, which go on sending what they were built to send. */
export class DeployedCode {
  readonly #real: RealDatabase;
  readonly #statements: Release['statements'];

  constructor(real: RealDatabase, release: Release) {
    this.#real = real;
    this.#statements = release.statements;
  }

  /** Sends a statement with those of the values that it names; gives its first row. */
  async send(call: Call, values: Parameters): Promise<Record<string, unknown>> {
    const sql = this.#statements[call];
    const named = Object.entries(values).filter(([name]) => new RegExp(`:${name}\\b`).test(sql));
    const [row = {}] = await this.#real.rows(sql, Object.fromEntries(named));
    return row;
  }

  async #result(call: Call, values: Parameters): Promise<Record<string, unknown>> {
    const { result } = await this.send(call, values);
    return JSON.parse(String(result));
  }

  /** Records a run of the first version of a key. */
  async record(key: string): Promise<string> {
    const runId = randomUUID();
    const source = { role: 'transactions', bucket: 'landing', key, versionId: 'v1', size: 10 };
    const landed = { ...source, landedAt: '2026-01-01T00:00:00.000Z' };
    const run = { runId, jobType: JOB_TYPE, identity: `${key}@v1`, lineage: key, sources: [landed] };
    await this.#result('record', { run: JSON.stringify(run) });
    return runId;
  }

  /** Starts a worker for a pending run; gives its id. */
  async wake(): Promise<string> {
    const workerId = randomUUID();
    await this.#result('reserve', { job_type: JOB_TYPE, worker_id: workerId, limit: 10 });
    await this.send('started', { worker_id: workerId, glue_run_id: `jr_${workerId}` });
    return workerId;
  }

  async claim(workerId: string): Promise<Held> {
    const { run } = await this.#result('claim', { worker_id: workerId });
    const { runId, attempt } = run as { runId: string; attempt: number };
    return { run_id: runId, worker_id: workerId, attempt };
  }

  async beat(held: Held, step: string): Promise<unknown> {
    return (await this.send('heartbeat', { ...held, step, rows: 5, bytes: 5 }))['result'];
  }

  /** @param content tells the bytes of the file */
  async identify(held: Held, content: string): Promise<unknown> {
    const sources = JSON.stringify([{ checksum: `CRC64NVME:${content}`, newestFirst: ['v1'] }]);
    return (await this.#result('identify', { ...held, sources }))['outcome'];
  }

  async stage(held: Held, rows: number): Promise<void> {
    await this.send('stage', { ...held, rows: JSON.stringify(figuresOf(rows)) });
  }

  async publish(held: Held, rows: number): Promise<unknown> {
    const counts = { rowsRead: rows, rowsCounted: rows, rowsQuarantined: 0, bytesRead: 10, groups: 1, rejects: [] };
    return (await this.#result('publish', { ...held, summary: JSON.stringify(counts) }))['outcome'];
  }

  async reject(held: Held): Promise<unknown> {
    return (await this.#result('reject', { ...held, summary: '{}', error }))['outcome'];
  }

  async fail(held: Held): Promise<unknown> {
    return (await this.#result('fail', { ...held, error, log_location: 'log' }))['outcome'];
  }

  async act(what: 'retry' | 'withdraw' | 'restore', runId: string): Promise<unknown> {
    return (await this.#result(what, { run_id: runId, force: false, reason: 'because' }))['outcome'];
  }

  /** From a recorded run to published figures, by a worker of its own. */
  async load(key: string, rows: number): Promise<string> {
    const runId = await this.record(key);
    const held = await this.claim(await this.wake());
    await this.identify(held, key);
    await this.stage(held, rows);
    await this.publish(held, rows);
    await this.send('retire', { worker_id: held.worker_id });
    return runId;
  }
}
