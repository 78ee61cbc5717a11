import { ApiError, errorOf } from '../api/api-error.ts';
import { signedFetch } from '../sign-in/signed-fetch.ts';

/** A file of the API: its content, or for a large one the address in S3, which serves for a while. */
export type Download =
  | { readonly kind: 'content'; readonly content: Blob; readonly fileName: string | undefined }
  | { readonly kind: 'address'; readonly url: string };

/** A link cannot carry a token, so files are asked for like anything else. @throws ApiError */
export async function download(href: string, signal: AbortSignal): Promise<Download> {
  const headers = { accept: 'text/csv, application/json' };
  const request = new Request(new URL(href, window.location.href), { headers, signal });
  const response = await signedFetch(request).catch((reason: unknown) => {
    if (signal.aborted) throw reason;
    throw new ApiError('The server cannot be reached. Check the connection.', { status: 0 });
  });
  if (!response.ok) throw errorOf(response, await response.json().catch(() => undefined));
  if (response.headers.get('content-type')?.startsWith('application/json')) {
    const { url } = (await response.json()) as { url: string };
    return { kind: 'address', url };
  }
  const fileName = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1];
  return { kind: 'content', content: await response.blob(), fileName };
}

/** Hands a file to the browser, which saves it. */
export function save(file: Download, fileName: string): void {
  const link = document.createElement('a');
  link.href = file.kind === 'address' ? file.url : URL.createObjectURL(file.content);
  link.download = fileName || (file.kind === 'content' ? (file.fileName ?? '') : '');
  link.click();
  // The browser has taken it over by the next turn.
  if (file.kind === 'content') setTimeout(() => URL.revokeObjectURL(link.href), 0);
}
