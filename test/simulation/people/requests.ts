import { createHash } from 'node:crypto';
import { QueueWatchdog } from '../../../lambdas/api/acts/queue-watchdog.ts';
import { DatabaseRunRequests } from '../../../lambdas/api/acts/run-requests.ts';
import { Problem } from '../../../lambdas/api/problems/problem.ts';
import { HURRIED } from '../../../lambdas/core/database/backoff.ts';
import { S3ObjectStore } from '../../../lambdas/core/objects/s3-object-store.ts';
import { SqsMessageQueue } from '../../../lambdas/core/queues/sqs-message-queue.ts';
import { DatabaseRunReports } from '../../../lambdas/core/reports/run-reports.ts';
import { type RunRequest, requestSchema } from '../../../lambdas/core/requests/index.ts';
import { type Clouds, databaseOf, REQUESTS, WATCHDOG } from '../functions.ts';
import { JOB_TYPE } from '../stage.ts';
import type { Process } from '../world/process.ts';
import type { Calls } from './calls.ts';
import { somebody } from './somebody.ts';

const LANDING = 'landing/branch-stats/';
const MISSING = `${LANDING}no.csv`;
/** A call that was not answered is repeated, as long as it takes. */
const REPEAT_SECONDS = 60;

export const requestKey = (requestId: string, source: unknown): string => `${requestId} for ${source}`;

/** Those who ask for runs, by messages and through the API, and who are owed replies. */
export class Requests {
  /** When what was asked for last, in milliseconds. */
  readonly asked = new Map<string, number>();
  readonly #clouds: Clouds;
  readonly #calls: Calls;
  readonly #land: (key: string) => void;

  /** @param land lands a file that was asked for in vain */
  constructor(clouds: Clouds, calls: Calls, land: (key: string) => void) {
    this.#clouds = clouds;
    this.#calls = calls;
    this.#land = land;
  }

  /** Sometimes once more, sometimes for a file that is not there, sometimes under the id of another request. */
  ask(): void {
    const { world, s3, stage, sqs } = this.#clouds;
    const keys = [...s3.keys(stage.landingBucket, LANDING), MISSING];
    const key = world.random.chance(0.15) ? MISSING : world.random.pick(keys);
    const requestId = idOf(world.random.chance(0.1) ? world.random.pick(keys) : key);
    const request = requestSchema.parse({ requestId, jobType: JOB_TYPE, source: `s3://${stage.landingBucket}/${key}` });
    if (world.random.chance(0.4)) return void this.#call(request);
    world.note('a person', `asks for ${key} as ${requestId} by a message`);
    this.#note(request, world.now());
    sqs.queue(REQUESTS).put(JSON.stringify(request), 0);
    if (key === MISSING && world.random.chance(0.5)) this.#landAndAskAnew(request, key);
  }

  #landAndAskAnew(request: RunRequest, key: string): void {
    const { world } = this.#clouds;
    world.after(world.random.between(60_000, 900_000), () => this.#land(key));
    world.after(world.random.between(900_000, 1_200_000), () => void this.#call(request));
  }

  async #call(request: RunRequest): Promise<void> {
    const { world, stage } = this.#clouds;
    world.note('a person', `asks for ${request.source} as ${request.requestId} through the API`);
    const since = world.now();
    const outcome = await this.#calls.call('api', stage.apiSeconds, (_event, process) => this.#ask(request, process));
    if ('failed' in outcome) world.after(REPEAT_SECONDS * 1_000, () => void this.#call(request));
    else if (outcome.result === 'accepted') this.#note(request, since);
  }

  async #ask(request: RunRequest, process: Process): Promise<'accepted' | 'refused'> {
    const { s3, sqs, stage, jobTypes } = this.#clouds;
    const database = databaseOf(this.#clouds, process, HURRIED);
    const requests = new DatabaseRunRequests({
      ...{ database, jobTypes, landingBucket: stage.landingBucket, watchdogDelaySeconds: stage.watchdogDelaySeconds },
      landed: new S3ObjectStore(s3.client(process)),
      runs: new DatabaseRunReports(database),
      watchdog: new QueueWatchdog(new SqsMessageQueue(sqs.client(process), WATCHDOG)),
    });
    try {
      await requests.ask(request, somebody);
      return 'accepted';
    } catch (error) {
      if (error instanceof Problem) return 'refused';
      throw error;
    }
  }

  #note({ requestId, source }: RunRequest, since: number): void {
    const key = requestKey(requestId, source);
    this.asked.set(key, Math.max(this.asked.get(key) ?? 0, since));
  }
}

const idOf = (key: string): string => `request-${createHash('md5').update(key).digest('hex').slice(0, 8)}`;
