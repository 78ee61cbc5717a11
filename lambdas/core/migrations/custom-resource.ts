import { z } from 'zod';

/** What CloudFormation sends to a function that is a custom resource. */
export const customResourceSchema = z.object({
  RequestType: z.enum(['Create', 'Update', 'Delete']),
  ResponseURL: z.url(),
  StackId: z.string(),
  RequestId: z.string(),
  LogicalResourceId: z.string(),
});
export type CustomResourceRequest = z.output<typeof customResourceSchema>;

/** Never changes, so that an update is never taken for a replacement. */
const PHYSICAL_ID = 'migrations';
/** CloudFormation refuses answers of more than 4,096 bytes; the rest of the answer takes less than 2,000. */
const LONGEST_REASON = 1_500;
const TRIES = 4;

/** Sends an HTTP PUT and gives its status. */
export type Put = (url: string, body: string) => Promise<number>;

/**
 * Does the work of a custom resource and always tells CloudFormation how it ended: without an answer, a stack hangs for
 * an hour. Nothing is undone on deletion.
 * @param deadlineMilliseconds after which failure is told, before the function itself is ended
 */
export async function answerCustomResource(
  request: CustomResourceRequest,
  work: () => Promise<Readonly<Record<string, unknown>>>,
  put: Put,
  deadlineMilliseconds: number,
): Promise<void> {
  const outcome = request.RequestType === 'Delete' ? {} : await inTime(work, deadlineMilliseconds);
  const isFailure = outcome instanceof Error;
  const answer = {
    Status: isFailure ? 'FAILED' : 'SUCCESS',
    Reason: isFailure ? outcome.message.slice(0, LONGEST_REASON) : 'Done.',
    PhysicalResourceId: PHYSICAL_ID,
    StackId: request.StackId,
    RequestId: request.RequestId,
    LogicalResourceId: request.LogicalResourceId,
  };
  await deliver(request.ResponseURL, JSON.stringify(answer), put);
}

/** The outcome, or the error that ended it; time that runs out is an error too. */
async function inTime(work: () => Promise<unknown>, deadlineMilliseconds: number): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<Error>((resolve) => {
    const error = new Error('The migrations did not end in time; deploy again, and they go on where they stopped.');
    timer = setTimeout(resolve, deadlineMilliseconds, error);
  });
  try {
    return await Promise.race([work(), tooLate]);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  } finally {
    clearTimeout(timer);
  }
}

async function deliver(url: string, body: string, put: Put): Promise<void> {
  for (let tried = 1; ; tried += 1) {
    const status = await put(url, body).catch((error: unknown) => error);
    if (typeof status === 'number' && status >= 200 && status < 300) {
      return;
    }
    if (tried === TRIES) {
      throw new Error('CloudFormation did not take the answer.', { cause: status });
    }
  }
}

/** The address is signed for an empty content type. */
export const putWithoutContentType: Put = async (url, body) => {
  const response = await fetch(url, { method: 'PUT', body: Buffer.from(body), headers: { 'content-type': '' } });
  return response.status;
};
