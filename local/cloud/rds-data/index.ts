import { type HttpEndpoint, startHttpEndpoint } from '../endpoint/http-endpoint.ts';
import { answerCall } from './answer-call.ts';
import { Availability } from './availability.ts';
import { openConnections } from './connections.ts';
import { type Limits, realLimits } from './limits.ts';
import { Transactions } from './transactions.ts';

export type { Limits } from './limits.ts';

export interface RdsDataOptions {
  /** The one database behind every `resourceArn` and every `database` name. */
  readonly postgresUrl: string;
  /** Default: a free one. */
  readonly port?: number;
  /** Limits of the real API that a test wants to meet sooner. */
  readonly limits?: Partial<Limits>;
  /** A file in which every call is noted; none by default. */
  readonly journal?: string | undefined;
}

export interface RdsData extends HttpEndpoint {
  /**
   * Puts the database to sleep. As on AWS, it begins to wake at the next call; for so many milliseconds from that call
   * on (15 seconds if not given) every call is answered with DatabaseResumingException.
   */
  sleep(resumeMilliseconds?: number): void;
  /** Answers every call of the next milliseconds with DatabaseUnavailableException. */
  fail(milliseconds: number): void;
  /** Calls since the start, whatever they were answered with: shows that something did not wake the database. */
  calls(): number;
}

/** Starts an endpoint that speaks the RDS Data API, as Aurora PostgreSQL Serverless v2 has it, in front of PostgreSQL. */
export async function startRdsData({ postgresUrl, port = 0, limits, journal }: RdsDataOptions): Promise<RdsData> {
  const effective: Limits = { ...realLimits, ...limits };
  const availability = new Availability();
  const connections = openConnections(postgresUrl, effective);
  const transactions = new Transactions(connections, effective);
  const api = { availability, connections, transactions, limits: effective };
  const http = await startHttpEndpoint({
    port,
    requestBytes: effective.requestBytes,
    answer: (call) => answerCall(api, call),
    journal,
  });
  return {
    endpoint: http.endpoint,
    sleep: (resumeMilliseconds = 15_000) => availability.sleep(resumeMilliseconds),
    fail: (milliseconds) => availability.fail(milliseconds),
    calls: () => availability.calls,
    stop: async () => {
      await http.stop();
      await connections.close();
    },
  };
}
