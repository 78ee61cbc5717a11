import { z } from '@hono/zod-openapi';
import { runIdSchema } from '../../core/reports/values.ts';

export const runParameters = z.object({ runId: runIdSchema });

const runPath = /^\/api\/runs\/([^/]+)/;

/** The run that a request is about, as far as its path tells, for whoever follows the run through the log. */
export function runInPath(path: string): string | undefined {
  return runIdSchema.safeParse(runPath.exec(path)?.[1]).data;
}

/** What is behind these is one segment, whatever characters it has. */
const namedPath = /^(\/api\/(?:branches|accounts)\/)(.+)$/s;

/**
 * The path of an HTTP API event, made fit for a URL again. API Gateway's HTTP APIs give `rawPath` already decoded, so a
 * branch code or an account number with a space, a `#` or a lone `%` would tear the URL apart, and one with a slash would
 * be two segments. Characters that an encoded path never holds are encoded; a path that still is encoded stays as it is.
 */
export function encodedPath(rawPath: string): string {
  return rawPath
    .replace(/%(?![0-9a-fA-F]{2})/g, '%25')
    .replace(/[^\w\-.~!$&'()*+,;=:@/%]+/g, (characters) => encodeURIComponent(Buffer.from(characters).toString()))
    .replace(namedPath, (_path, list: string, name: string) => list + name.replaceAll('/', '%2F'));
}
