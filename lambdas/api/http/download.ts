import { z } from '@hono/zod-openapi';

/** What stands in the place of a redirect for whoever cannot follow one to another site with a token in hand. */
export const storedDownloadSchema = z.object({ url: z.url() }).meta({
  id: 'StoredDownload',
  description: 'Where a large file is, for fifteen minutes and for whoever has the address.',
});

export const storedDownloadDescription =
  'The file, when it is small. Of a large one its address, as JSON, if `Accept` names `application/json`.';

/** Whether somebody would rather be told the address than be sent there. A browser's own `Accept` names no JSON. */
export const wantsAddress = (accept: string | undefined): boolean => /(^|[\s,])application\/json\b/.test(accept ?? '');
