import type { ResponseQueue } from '../../../lambdas/core/replies/index.ts';

/** A response queue that keeps what was put into it. */
export class FakeResponses implements ResponseQueue {
  readonly address = 'https://sqs/responses';
  readonly sent: string[] = [];
  /** Called before each message is taken; a test throws here to refuse it. */
  before: () => void = () => undefined;
  /** Called after it was taken; a test throws here to lose the answer. */
  after: () => void = () => undefined;

  async send(body: string): Promise<void> {
    this.before();
    this.sent.push(body);
    this.after();
  }

  /** The last reply, parsed. */
  get last(): unknown {
    return JSON.parse(this.sent.at(-1) ?? 'null');
  }
}
