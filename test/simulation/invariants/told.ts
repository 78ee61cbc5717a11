import { parseMessage } from './message.ts';

/** The objects of our landing bucket that a message of the ingest queue tells of. */
export function toldOf(body: string, bucket: string): readonly { readonly key: string; readonly versionId: string }[] {
  const { Records: records } = parseMessage(body) as { readonly Records?: unknown };
  if (!Array.isArray(records)) return [];
  return records.flatMap(({ eventName, s3 }) => {
    const isOurs = /^(ObjectCreated:|Sweep)/.test(eventName) && s3?.bucket?.name === bucket && s3.object;
    return isOurs
      ? [{ key: decodeURIComponent(s3.object.key.replaceAll('+', '%20')), versionId: s3.object.versionId }]
      : [];
  });
}
