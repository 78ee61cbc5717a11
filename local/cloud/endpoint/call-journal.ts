import { appendFileSync } from 'node:fs';
import { z } from 'zod';
import type { Call } from './http-endpoint.ts';

const signedBy = /Credential=([^/]+)\/\d+\/[^/]+\/([^/]+)\//;

/** What a body may name that a policy is about. The rest is not written down: it holds rows. */
const namesSchema = z.object({
  QueueUrl: z.string().optional(),
  JobName: z.string().optional(),
  resourceArn: z.string().optional(),
  secretArn: z.string().optional(),
});

/**
 * Writes down who called what, one line of JSON a call, so that the calls can be held against the roles' policies. The
 * emulator writes the same lines, see `launcher/call_journal.py`.
 * @param file grows by a line; whole lines, also when several processes write
 */
export function noteCall(file: string, { method, path, headers, body }: Call): void {
  const [, principal = '', service = ''] = signedBy.exec(headers.authorization ?? '') ?? [];
  const target = String(headers['x-amz-target'] ?? '');
  const names = namesSchema.parse(body === '' ? {} : JSON.parse(body));
  appendFileSync(file, `${JSON.stringify({ principal, service, method, path, query: {}, target, names })}\n`);
}
