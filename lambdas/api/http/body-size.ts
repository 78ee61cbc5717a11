import { bodyLimit } from 'hono/body-limit';
import { createMiddleware } from 'hono/factory';
import type { ApiEnv } from '../api.ts';
import { Problem } from '../problems/problem.ts';

const KIBIBYTE = 1024;
/** The largest body otherwise is a reason of 1,000 characters. */
const usual = limit(16);
/** The tags of 10,000 parts, some 40 bytes each. */
const ofCompletion = limit(1024);

const completion = /^\/api\/uploads\/[^/]+\/complete$/;

/** Refuses a request body that is larger than any that could be right. */
export const bodySize = createMiddleware<ApiEnv>((context, next) =>
  (completion.test(context.req.path) ? ofCompletion : usual)(context, next),
);

function limit(kibibytes: number) {
  return bodyLimit({
    maxSize: kibibytes * KIBIBYTE,
    onError: () => {
      throw new Problem('too-large', `The request body is larger than ${kibibytes} KiB.`);
    },
  });
}
