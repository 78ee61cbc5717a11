import { type FailureKind, type PutOptions, TransportError } from './transport.ts';

/** So long without a byte, a connection is dead even if nobody has said so. */
const stalledAfter = 60_000; // milliseconds

/**
 * PUTs a part to its presigned address. By XMLHttpRequest, since `fetch` tells nothing of how much of a body has gone.
 * The bytes are read from the disk while they are sent; none are held here.
 */
export function putBytes(address: string, bytes: Blob, { signal, onProgress }: PutOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    let stalled: ReturnType<typeof setTimeout>;
    const alive = () => {
      clearTimeout(stalled);
      stalled = setTimeout(abort, stalledAfter);
    };
    request.upload.onprogress = ({ loaded }) => {
      alive();
      onProgress(loaded);
    };
    request.onload = () => {
      const etag = request.getResponseHeader('etag');
      if (request.status === 200 && etag !== null) resolve(etag);
      else reject(failureOf(request));
    };
    request.onerror = () => reject(new TransportError('passing', 'The connection to the storage was lost.'));
    request.onabort = () =>
      reject(
        signal.aborted ? signal.reason : new TransportError('passing', 'The storage did not answer for a minute.'),
      );
    request.onloadend = () => {
      clearTimeout(stalled);
      signal.removeEventListener('abort', abort);
    };
    signal.addEventListener('abort', abort, { once: true });
    request.open('PUT', address);
    request.send(bytes);
    alive();
  });
}

function failureOf({ status, responseText }: XMLHttpRequest): TransportError {
  const code = /<Code>(\w+)<\/Code>/.exec(responseText)?.[1] ?? `status ${status}`;
  return new TransportError(kindOf(status, code), `The storage refused a part: ${code}.`);
}

function kindOf(status: number, code: string): FailureKind {
  if (code === 'NoSuchUpload') return 'gone';
  // An address that has expired, or was signed by credentials that have.
  if (status === 403 || code === 'ExpiredToken') return 'expired';
  // S3 answers 400 to a body that came too slowly (RequestTimeout), too.
  return 'passing';
}
