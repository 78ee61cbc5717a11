import type { JournalLine } from './journal.ts';

/** What S3 asks IAM about when it gets such a request, by the table of its documentation "Required permissions". */
export function s3Action({ method, path, query }: JournalLine): string {
  const has = (name: string): boolean => query[name] !== undefined;
  const isBucket = !/^\/[^/]+\/./.test(path);
  const action = isBucket ? bucketAction(method, has) : objectAction(method, has);
  if (action === undefined) {
    throw new Error(`What ${method} ${path} needs, with ${JSON.stringify(query)}, is not known here.`);
  }
  return `s3:${action}`;
}

type Has = (name: string) => boolean;

function bucketAction(method: string, has: Has): string | undefined {
  if (method === 'HEAD') return 'ListBucket';
  if (method !== 'GET') return undefined;
  if (has('versions')) return 'ListBucketVersions';
  return has('list-type') || has('prefix') ? 'ListBucket' : undefined;
}

function objectAction(method: string, has: Has): string | undefined {
  if (method === 'GET' && has('uploadId')) return 'ListMultipartUploadParts';
  if (method === 'GET' || method === 'HEAD') return has('versionId') ? 'GetObjectVersion' : 'GetObject';
  // An upload in parts is begun, filled and completed by who may put the object.
  if (method === 'PUT') return 'PutObject';
  if (method === 'POST') return has('uploads') || has('uploadId') ? 'PutObject' : undefined;
  if (method !== 'DELETE') return undefined;
  if (has('uploadId')) return 'AbortMultipartUpload';
  return has('versionId') ? 'DeleteObjectVersion' : 'DeleteObject';
}
