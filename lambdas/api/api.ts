import type { OpenAPIHono } from '@hono/zod-openapi';

/** What the Lambda adapter binds to a request, as far as we read it. Absent when the app is called directly. */
export interface ApiBindings {
  readonly requestContext?: { readonly requestId?: string };
}

export interface ApiEnv {
  Bindings: ApiBindings;
  Variables: { requestId: string };
}

export type Api = OpenAPIHono<ApiEnv>;
