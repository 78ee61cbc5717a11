import { describe, expect, it } from 'vitest';
import { answerCustomResource, type CustomResourceRequest } from '../../lambdas/core/migrations/custom-resource.ts';

const request = (type: CustomResourceRequest['RequestType']): CustomResourceRequest => ({
  RequestType: type,
  ResponseURL: 'https://cloudformation.example/answer',
  StackId: 'stack',
  RequestId: 'request',
  LogicalResourceId: 'Migrations',
});

/** Answers the request and gives what CloudFormation was told, and how often the work was done. */
async function answered(
  type: CustomResourceRequest['RequestType'],
  work: () => Promise<Record<string, unknown>>,
  statuses: number[] = [200],
): Promise<{ answer: unknown; worked: number }> {
  const told: string[] = [];
  let worked = 0;
  const counted = (): Promise<Record<string, unknown>> => {
    worked += 1;
    return work();
  };
  const put = async (_url: string, body: string): Promise<number> => {
    told.push(body);
    return statuses.shift() ?? 500;
  };
  await answerCustomResource(request(type), counted, put, 50);
  expect(Buffer.byteLength(told.at(-1) ?? '')).toBeLessThan(4_096);
  return { answer: JSON.parse(told.at(-1) ?? 'null'), worked };
}

describe('the answer to CloudFormation', () => {
  it.each(['Create', 'Update'] as const)('to %s tells of success, always with the same physical id', async (type) => {
    expect(await answered(type, async () => ({}))).toEqual({
      worked: 1,
      answer: {
        Status: 'SUCCESS',
        Reason: 'Done.',
        PhysicalResourceId: 'migrations',
        StackId: 'stack',
        RequestId: 'request',
        LogicalResourceId: 'Migrations',
      },
    });
  });

  it('to Delete is success without any work, so that a failed creation can be rolled back', async () => {
    const { answer, worked } = await answered('Delete', () => Promise.reject(new Error('never called')));
    expect([worked, answer]).toEqual([0, expect.objectContaining({ Status: 'SUCCESS' })]);
  });

  it('tells why the work failed, however long the reason', async () => {
    const { answer } = await answered('Update', () => Promise.reject(new Error(`broken ${'ü'.repeat(9_000)}`)));
    expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringMatching(/^broken ü+/) });
  });

  it('tells of failure before the function runs out of time', async () => {
    const { answer } = await answered('Create', () => new Promise(() => undefined));
    expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('did not end in time') });
  });

  it('is given again when it was not taken, and an error at last', async () => {
    const { answer } = await answered('Create', async () => ({}), [503, 503, 200]);
    expect(answer).toMatchObject({ Status: 'SUCCESS' });
    await expect(answered('Create', async () => ({}), [])).rejects.toThrow('did not take the answer');
  });
});
