import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { toldDuring } from './told.ts';

const segmentSchema = z.object({
  name: z.string(),
  trace_id: z.string(),
  parent_id: z.string(),
  fault: z.boolean().optional(),
  annotations: z.record(z.string(), z.string()).optional(),
});

let daemon: Socket;
const segments: z.output<typeof segmentSchema>[] = [];

/** What listens for a function's segments on AWS, and what Lambda tells a function that is traced. */
beforeAll(async () => {
  daemon = createSocket('udp4');
  daemon.on('message', (datagram) => {
    const [, document = ''] = datagram.toString('utf8').split('\n');
    segments.push(segmentSchema.parse(JSON.parse(document)));
  });
  daemon.bind(0, '127.0.0.1');
  await once(daemon, 'listening');
  vi.stubEnv('AWS_XRAY_DAEMON_ADDRESS', `127.0.0.1:${daemon.address().port}`);
  vi.stubEnv('AWS_EXECUTION_ENV', 'AWS_Lambda_nodejs22.x');
  vi.stubEnv('LAMBDA_TASK_ROOT', '/var/task');
  vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'settle');
  vi.stubEnv('_X_AMZN_TRACE_ID', 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1');
  vi.stubEnv('POWERTOOLS_TRACE_ENABLED', 'true');
});
afterAll(() => {
  vi.unstubAllEnvs();
  daemon.close();
});

describe('the trace of an invocation', () => {
  it('has a subsegment for each piece of work, which is found by the id of its run', async () => {
    // The X-Ray SDK looks at the environment when it is loaded.
    const { Tracing } = await import('../../lambdas/core/telemetry/tracing.ts');
    const tracing = new Tracing();
    await toldDuring(() =>
      tracing.within('invocation', {}, async () => {
        await tracing.within('work', { messageId: 'm-1' }, async () => tracing.annotate({ runId: 'run-1' }));
        const failing = tracing.within('work', { runId: 'run-2' }, () =>
          Promise.reject(new Error('jane.doe@example.com')),
        );
        await failing.catch(() => undefined);
      }),
    );
    await vi.waitFor(() => expect(segments).toHaveLength(3));
    const [first, second, invocation] = segments;
    expect(first?.annotations).toEqual({ messageId: 'm-1', runId: 'run-1' });
    expect([second?.annotations, second?.fault]).toEqual([{ runId: 'run-2' }, true]);
    expect([invocation?.name, invocation?.annotations]).toEqual(['invocation', undefined]);
    expect(new Set(segments.map((segment) => segment.trace_id))).toEqual(
      new Set(['1-5759e988-bd862e3fe1be46a994272793']),
    );
    expect(JSON.stringify(segments)).not.toContain('jane');
  });
});
