import type { JobTypes } from '../job-types/index.ts';
import { isLandedPlace, type KnownObject, type LandedPlace, placeOf } from '../landing/index.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import { checkParameters } from './check-parameters.ts';
import type { RequestError, RunRequest } from './request.ts';

export interface Examining {
  readonly objects: Pick<ObjectStore, 'describe' | 'listVersions'>;
  readonly landingBucket: string;
  readonly jobTypes: JobTypes;
}

/** What a request comes to: the landed version that it means, or why it is refused. */
export type Verdict =
  | { readonly kind: 'found'; readonly object: KnownObject; readonly place: LandedPlace }
  | { readonly kind: 'refused'; readonly error: RequestError };

const refused = (code: RequestError['code'], message: string): Verdict => ({
  kind: 'refused',
  error: { code, message },
});

/** Judges a request by the declarations and by what lies in the landing bucket. */
export async function examine(request: RunRequest, { objects, landingBucket, jobTypes }: Examining): Promise<Verdict> {
  const jobType = jobTypes.get(request.jobType);
  if (jobType === undefined) {
    const known = [...jobTypes.keys()].join(', ');
    return refused('unknown-job-type', `There is no job type ${JSON.stringify(request.jobType)}. There are: ${known}.`);
  }
  const wrong = checkParameters(request.parameters, jobType);
  if (wrong !== undefined) {
    return refused('wrong-parameters', wrong);
  }
  const { bucket, key } = splitAddress(request.source);
  if (bucket !== landingBucket || !key.startsWith(jobType.landing.prefix)) {
    const expected = `s3://${landingBucket}/${jobType.landing.prefix}`;
    return refused('wrong-source', `The source must lie below ${expected}, where files of this job type land.`);
  }
  const found = await objects.describe(bucket, key, request.versionId ?? undefined);
  const place = found && placeOf(key, found.size, jobTypes);
  if (found === undefined || !isLandedPlace(place)) {
    const version = request.versionId == null ? '' : ` in version ${request.versionId}`;
    return refused('no-such-object', `There is no file ${request.source}${version}. Land it first, then ask anew.`);
  }
  return { kind: 'found', place, object: { bucket, ...found } };
}

function splitAddress(source: string): { readonly bucket: string; readonly key: string } {
  const rest = source.slice('s3://'.length);
  const end = rest.indexOf('/');
  return { bucket: rest.slice(0, end), key: rest.slice(end + 1) };
}
