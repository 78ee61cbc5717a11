import { ApiError } from '../../api/api-error.ts';
import { api, dataOf } from '../../api/client.ts';
import { putBytes } from './put-bytes.ts';
import { type ArrivedPart, type FailureKind, TransportError, type UploadTransport } from './transport.ts';

const kinds: Readonly<Record<number, FailureKind>> = { 0: 'passing', 409: 'differ', 410: 'gone', 429: 'passing' };

/** Our API for the calls, S3 for the bytes. */
export const httpTransport: UploadTransport = {
  begin: (request, signal) => told(dataOf(api.POST('/api/uploads', { body: request, signal }))),

  addresses: async (uploadId, partNumbers, signal) => {
    const path = '/api/uploads/{uploadId}/addresses';
    const options = { params: { path: { uploadId } }, body: { partNumbers: [...partNumbers] }, signal };
    const { items } = await told(dataOf(api.POST(path, options)));
    return items.map(({ url }) => url);
  },

  arrived: async (uploadId, signal) => {
    const all: ArrivedPart[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const query = cursor === undefined ? {} : { cursor };
      const options = { params: { path: { uploadId }, query }, signal };
      const page = await told(dataOf(api.GET('/api/uploads/{uploadId}/parts', options)));
      all.push(...page.items);
      cursor = page.nextCursor;
    }
    return all;
  },

  put: putBytes,

  complete: (uploadId, etags, signal) => {
    const options = { params: { path: { uploadId } }, body: { etags: [...etags] }, signal };
    return told(dataOf(api.POST('/api/uploads/{uploadId}/complete', options)));
  },

  abort: async (uploadId) => {
    const { response } = await api.DELETE('/api/uploads/{uploadId}', { params: { path: { uploadId } } });
    if (!response.ok && response.status !== 410) throw new TransportError('passing', 'The upload was not removed.');
  },
};

/** What the API says instead of an answer, in the engine's words. */
async function told<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const kind = kinds[error.status] ?? (error.mayPass ? 'passing' : 'refused');
    const retryAfterMs = error.retryAfter === undefined ? undefined : error.retryAfter * 1000;
    throw new TransportError(kind, wordsOf(error), retryAfterMs);
  }
}

/** Of a request that is not valid, what is wrong with it says more than that something is. */
function wordsOf({ message, fields }: ApiError): string {
  return fields.length === 0 ? message : fields.map((wrong) => `${wrong.field}: ${wrong.message}`).join('; ');
}
