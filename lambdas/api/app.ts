import { randomUUID } from 'node:crypto';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Api, ApiEnv } from './api.ts';
import type { Dependencies } from './dependencies.ts';
import { answered } from './http/answered.ts';
import { bodySize } from './http/body-size.ts';
import { caching } from './http/caching.ts';
import { deadline } from './http/deadline.ts';
import { refuseOtherMethods } from './http/not-allowed.ts';
import { explain } from './problems/explain.ts';
import { invalidInput } from './problems/invalid.ts';
import { Problem, problemResponse } from './problems/problem.ts';
import { accountRoutes } from './routes/accounts.ts';
import { branchRoutes } from './routes/branches.ts';
import { healthRoutes } from './routes/health.ts';
import { jobTypeRoutes } from './routes/job-types.ts';
import { meRoutes } from './routes/me.ts';
import { openApiRoute } from './routes/openapi.ts';
import { receiptRoutes } from './routes/receipts.ts';
import { rejectRoutes } from './routes/rejects.ts';
import { resultRoutes } from './routes/results.ts';
import { runActRoutes } from './routes/run-acts.ts';
import { runRequestRoutes } from './routes/run-requests.ts';
import { runRoutes } from './routes/runs.ts';
import { transferRoutes } from './routes/transfers.ts';
import { uploadRoutes } from './routes/uploads.ts';
import { enforceRoles } from './sign-in/enforce-roles.ts';

/** The whole HTTP API. */
export function createApi(dependencies: Dependencies): Api {
  const api: Api = new OpenAPIHono<ApiEnv>({
    defaultHook: (result) => {
      if (!result.success) {
        throw invalidInput(result);
      }
    },
  });
  answerProblems(api, dependencies);
  api.use(async (context, next) => {
    context.set('requestId', context.env?.requestContext?.requestId ?? randomUUID());
    await next();
    context.header('x-request-id', context.get('requestId'));
  });
  api.use(answered(dependencies.reportAnswered));
  api.use(caching);
  api.use(deadline(dependencies.answerWithinMs));
  enforceRoles(api, dependencies.claimRules);
  api.use(bodySize);
  healthRoutes(api, dependencies);
  meRoutes(api);
  jobTypeRoutes(api, dependencies);
  runRoutes(api, dependencies);
  receiptRoutes(api, dependencies);
  runRequestRoutes(api, dependencies);
  runActRoutes(api, dependencies);
  uploadRoutes(api, dependencies);
  rejectRoutes(api, dependencies);
  resultRoutes(api, dependencies);
  branchRoutes(api, dependencies);
  accountRoutes(api, dependencies);
  transferRoutes(api, dependencies);
  openApiRoute(api);
  refuseOtherMethods(api);
  return api;
}

function answerProblems(api: Api, { reportUnexpected }: Dependencies): void {
  api.onError((error, context) => {
    const problem = explain(error);
    if (problem.kind === 'unexpected') {
      reportUnexpected(error, context.get('requestId'));
    }
    return problemResponse(problem, context.req.path, context.get('requestId'));
  });
  api.notFound((context) => {
    const problem = new Problem('not-found', `There is nothing at ${context.req.path}.`);
    return problemResponse(problem, context.req.path, context.get('requestId'));
  });
}
