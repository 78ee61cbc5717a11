import { createMiddleware } from 'hono/factory';
import type { ApiEnv } from '../api.ts';
import { Problem } from '../problems/problem.ts';

/** Gives a request up in time, so that the caller gets our problem document and not the gateway's bare 503. */
export function deadline(answerWithinMs: number) {
  return createMiddleware<ApiEnv>(async (_context, next) => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(tooLate()), answerWithinMs);
    });
    try {
      await Promise.race([next(), late]);
    } finally {
      clearTimeout(timer);
    }
  });
}

function tooLate(): Problem {
  return new Problem('unavailable', 'The answer took too long; try again in some seconds.', {
    headers: { 'retry-after': '5' },
  });
}
