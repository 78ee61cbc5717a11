import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { z } from 'zod';
import type { Watchdog } from '../../../lambdas/api/acts/run-acts.ts';
import { assembleApi } from '../../../lambdas/api/assemble.ts';
import { DataApiDatabase, dataApiClient, type TransactionalDatabase } from '../../../lambdas/core/database/index.ts';
import { readJobTypes } from '../../../lambdas/core/job-types/index.ts';
import type { DownloadStore, ResultsStore } from '../../../lambdas/core/reports/results-store.ts';
import { startRdsData } from '../../../local/cloud/rds-data/index.ts';
import { type FreshDatabase, freshDatabase } from '../../migrations/fresh-database.ts';
import { Pipeline } from '../../migrations/pipeline.ts';
import { FakeObjects } from '../fakes/objects.ts';
import { FakeUploadStore } from '../fakes/upload-store.ts';
import { claimRules, signedIn } from './signed-in.ts';

/** A results bucket in memory. */
export class MemoryResults implements ResultsStore, DownloadStore {
  readonly objects = new Map<string, Buffer>();
  /** Keys in the order in which they were read. */
  readonly reads: string[] = [];

  async read(key: string): Promise<Readable | undefined> {
    this.reads.push(key);
    const bytes = this.objects.get(key);
    // One byte order of pieces, small ones, so that records are torn between them.
    return bytes && Readable.from(pieces(bytes, 1000));
  }

  async write(key: string, content: Readable): Promise<void> {
    this.objects.set(key, await buffer(content));
  }

  async addressOf(key: string, fileName: string): Promise<string> {
    return `https://results.test/${key}?as=${fileName}`;
  }
}

function* pieces(bytes: Buffer, size: number): Generator<Buffer> {
  for (let start = 0; start < bytes.length; start += size) {
    yield bytes.subarray(start, start + size);
  }
}

/** A watchdog queue in memory. */
export class MemoryWatchdog implements Watchdog {
  readonly messages: string[] = [];
  fails = false;

  async watch(runId: string, delaySeconds: number): Promise<void> {
    this.#send(`watch ${runId} in ${delaySeconds} s`);
  }

  async nudge(runId: string): Promise<void> {
    this.#send(`nudge ${runId}`);
  }

  async tellRefusal({ requestId }: { readonly requestId: string }): Promise<void> {
    this.#send(`tell that ${requestId} is refused`);
  }

  #send(message: string): void {
    if (this.fails) {
      throw new Error('SQS does not answer');
    }
    this.messages.push(message);
  }
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed JSON; undefined when the body is empty. */
  readonly body: unknown;
}

/** The whole API on a real PostgreSQL behind the RDS Data endpoint; S3 and SQS are in memory. */
export class ApiUnderTest {
  readonly results = new MemoryResults();
  readonly watchdog = new MemoryWatchdog();
  readonly landing = new FakeUploadStore();
  readonly landed = new FakeObjects();
  readonly unexpected: unknown[] = [];
  /** Asks as an operator who has signed in. */
  readonly api: { readonly request: ReturnType<typeof signedIn> };
  /** The database as the API reaches it. */
  readonly dataApi: DataApiDatabase;
  readonly jobTypes = readJobTypes(new URL('../../../job-types', import.meta.url).pathname);

  private constructor(
    readonly database: FreshDatabase,
    readonly rdsData: Awaited<ReturnType<typeof startRdsData>>,
    readonly pipeline: Pipeline,
    answerWithinMs: number,
    endpoint: string,
    watched: (database: TransactionalDatabase) => TransactionalDatabase,
  ) {
    const client = dataApiClient({
      endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    this.dataApi = new DataApiDatabase({
      client,
      clusterArn: 'arn:aws:rds:us-east-1:000000000000:cluster:test',
      secretArn: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:test',
      database: 'countinghouse',
      patience: { tries: 2, firstDelayMilliseconds: 10, longestDelayMilliseconds: 10, budgetMilliseconds: 1000 },
    });
    const api = assembleApi({
      database: watched(this.dataApi),
      results: this.results,
      watchdog: this.watchdog,
      landing: this.landing,
      landed: this.landed,
      landingBucket: 'landing',
      watchdogDelaySeconds: 120,
      jobTypes: this.jobTypes,
      codeVersion: 'test-version',
      claimRules,
      answerWithinMs,
      reportUnexpected: (error) => this.unexpected.push(error),
      reportAnswered: () => undefined,
    });
    this.api = { request: signedIn(api) };
  }

  /**
   * @param through gives the address under which the API reaches the Data API, for instance that of a bad connection
   * @param watched gives what the API reads through in place of the database
   */
  static async start({
    answerWithinMs = 24_000,
    through = async (endpoint: string): Promise<string> => endpoint,
    watched = (database: TransactionalDatabase): TransactionalDatabase => database,
  } = {}): Promise<ApiUnderTest> {
    const database = await freshDatabase();
    const rdsData = await startRdsData({ postgresUrl: database.url });
    const endpoint = await through(rdsData.endpoint);
    return new ApiUnderTest(database, rdsData, new Pipeline(database.client), answerWithinMs, endpoint, watched);
  }

  async stop(): Promise<void> {
    await this.rdsData.stop();
    await this.database.stop();
  }

  /** Forgets all runs, objects and messages. */
  async empty(): Promise<void> {
    await this.database.empty();
    this.results.objects.clear();
    this.results.reads.length = 0;
    this.watchdog.messages.length = 0;
    this.watchdog.fails = false;
    this.unexpected.length = 0;
  }

  async request(path: string, init: RequestInit = {}): Promise<Answer> {
    const response = await this.api.request(path, init);
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
  }

  /** GETs what must be there. */
  async get<T>(path: string, schema: z.ZodType<T>): Promise<T> {
    const answer = await this.request(path);
    if (answer.status !== 200) {
      throw new Error(`GET ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    }
    return schema.parse(answer.body);
  }

  post(path: string, body: unknown): Promise<Answer> {
    return this.request(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }
}

/** Every page of a list, from the first to the last. */
export async function allPages<Item>(
  api: ApiUnderTest,
  path: string,
  itemSchema: z.ZodType<Item>,
  parameters: Record<string, string> = {},
): Promise<Item[][]> {
  const pageSchema = z.object({ items: z.array(itemSchema), nextCursor: z.string().nullable() });
  const pages: Item[][] = [];
  let cursor: string | null = null;
  do {
    const query = new URLSearchParams({ ...parameters, ...(cursor === null ? {} : { cursor }) });
    const page: z.infer<typeof pageSchema> = await api.get(
      `${path}${path.includes('?') ? '&' : '?'}${query}`,
      pageSchema,
    );
    pages.push(page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return pages;
}
