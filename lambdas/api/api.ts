import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Permitted } from './sign-in/caller.ts';

/** What the Lambda adapter binds to a request, as far as we read it. Absent when the app is called directly. */
export interface ApiBindings {
  readonly requestContext?: { readonly requestId?: string; readonly authorizer?: unknown };
}

export interface ApiEnv {
  Bindings: ApiBindings;
  Variables: {
    requestId: string;
    /** Set on every route that needs a role. */
    caller: Permitted;
  };
}

export type Api = OpenAPIHono<ApiEnv>;
