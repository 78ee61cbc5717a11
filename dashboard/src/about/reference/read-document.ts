import { ApiError, errorOf } from '../../api/api-error.ts';
import { signedFetch } from '../../sign-in/signed-fetch.ts';
import type { ApiDocument } from './document.ts';

/** Asks the API for its own description. */
export async function readDocument({ signal }: { signal?: AbortSignal } = {}): Promise<ApiDocument> {
  const address = new URL('/api/openapi.json', window.location.href);
  const response = await signedFetch(new Request(address, { ...(signal && { signal }) })).catch((reason: unknown) => {
    if (signal?.aborted) throw reason;
    throw new ApiError('The server cannot be reached. Check the connection.', { status: 0 });
  });
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw errorOf(response, body);
  if (!isDocument(body)) {
    throw new ApiError('The API’s description is not an OpenAPI 3.1 document.', { status: response.status });
  }
  return body;
}

/** It comes from our own API, whose tests hold it to OpenAPI; here only that it is one. */
function isDocument(body: unknown): body is ApiDocument {
  return (
    typeof body === 'object' &&
    body !== null &&
    'openapi' in body &&
    String(body.openapi).startsWith('3.1') &&
    'paths' in body &&
    'info' in body
  );
}
