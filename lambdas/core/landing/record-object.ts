import type { Database } from '../database/index.ts';
import { UnusableMessageError } from '../dead-letters/index.ts';
import type { JobTypes } from '../job-types/index.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import type { MessageQueue } from '../queues/message-queue.ts';
import { nudgeFor, watchdogFor } from '../queues/watchdog.ts';
import { type RecordedRun, recordRequest, recordRun } from '../run-store/index.ts';
import { identify, type NewRun, type RunId, type RunState } from '../runs/index.ts';
import { METRICS, type Telemetry } from '../telemetry/telemetry.ts';
import type { LandedObject } from './notification.ts';
import { type LandedPlace, placeOf } from './place.ts';
import { recordedMarkerKey } from './recorded-marker.ts';

export interface Recording {
  readonly database: Database;
  readonly objects: ObjectStore;
  readonly watchdog: MessageQueue;
  readonly watchdogDelaySeconds: number;
  readonly landingBucket: string;
  readonly resultsBucket: string;
  readonly jobTypes: JobTypes;
  /** Whether replies go out also for runs that nobody has asked for. */
  readonly repliesForUploads: boolean;
  readonly telemetry: Telemetry;
}

/** A landed object of which everything is known. */
export type KnownObject = LandedObject & { readonly versionId: string; readonly size: number };

/**
 * Records a landed object as a run. Side effects come in this order: the run, its watchdog message, the marker that
 * tells the sweep. A crash after any of them and a second delivery end as one delivery does: the marker comes last, so
 * that its absence on a repeat says that the watchdog message may not have been sent.
 * @returns the job type that now has a pending run
 * @throws UnusableMessageError when the object cannot be recorded whatever one does
 */
export async function recordObject(landed: LandedObject, recording: Recording): Promise<string | undefined> {
  if (landed.bucket !== recording.landingBucket) {
    recording.telemetry.count(METRICS.foreignEvents);
    return undefined;
  }
  const object = await complete(landed, recording);
  if (object === undefined) {
    recording.telemetry.count(METRICS.objectsGone);
    recording.telemetry.warn('A landed object was gone before its version was known.', { key: landed.key });
    return undefined;
  }
  const place = placeOf(object.key, object.size, recording.jobTypes);
  if (place.kind === 'source' || place.kind === 'rejected') {
    await refuseUnspeakable(object, recording);
    return recordSource(object, place, recording);
  }
  const metric = place.kind === 'folder-marker' ? METRICS.folderMarkers : METRICS.objectsOutsideLanding;
  recording.telemetry.count(metric);
  await writeMarker(object, recording);
  return undefined;
}

/**
 * S3 allows a key that no text of PostgreSQL can hold. The marker comes before the refusal, or each sweep would announce
 * the object anew; the message that is refused does not go before it lies among the dead letters.
 */
async function refuseUnspeakable(object: KnownObject, recording: Recording): Promise<void> {
  if (object.key.includes('\0')) {
    await writeMarker(object, recording);
    throw new UnusableMessageError(
      "The object's key holds a NUL character, which the database cannot keep. Upload the file under another name.",
    );
  }
}

/** An event may lack version or size; the object itself tells them, as they are now. */
async function complete(landed: LandedObject, { objects }: Recording): Promise<KnownObject | undefined> {
  const { versionId, size } = landed;
  if (versionId !== undefined && size !== undefined) {
    return { ...landed, versionId, size };
  }
  const found = await objects.describe(landed.bucket, landed.key, versionId);
  return found && { ...landed, versionId: versionId ?? found.versionId, size: found.size };
}

async function recordSource(
  object: KnownObject,
  place: LandedPlace,
  recording: Recording,
): Promise<string | undefined> {
  const run = runOf(object, place);
  recording.telemetry.follow({ runId: run.runId });
  const recorded = recording.repliesForUploads
    ? await recordUpload(object, run, recording)
    : await recordRun(recording.database, run);
  await afterRecording(recorded, object, recording);
  return recorded.state === 'PENDING' ? place.jobType : undefined;
}

/** The run that a landed version is, whoever asks for it. */
export function runOf({ bucket, key, versionId, size, landedAt }: KnownObject, place: LandedPlace): NewRun {
  const source = { role: place.role, bucket, key, versionId, size, landedAt };
  const more = place.kind === 'rejected' ? { error: place.error } : correction(place);
  return { ...identify(place.jobType, [source]), jobType: place.jobType, sources: [source], ...more };
}

/** What comes after the run: its watchdog message and the marker, where they may be missing. */
export async function afterRecording(
  { runId, state, recorded }: RecordedRun,
  object: Version,
  recording: Recording,
): Promise<void> {
  recording.telemetry.count(recorded ? METRICS.runsRecorded : METRICS.runsRepeated);
  if (recorded && state === 'REJECTED') {
    recording.telemetry.count(METRICS.runsRejected);
  }
  recording.telemetry.info(recorded ? 'Recorded a run.' : 'The run is recorded already.', { runId, state });
  if (recorded || !(await hasMarker(object, recording))) {
    if (isOpen(state)) {
      await recording.watchdog.send(watchdogFor(runId), recording.watchdogDelaySeconds);
    }
    await writeMarker(object, recording);
  }
}

/** Where the stage wants replies for uploads, the run is recorded together with a request that nobody made. */
async function recordUpload(object: KnownObject, run: NewRun, recording: Recording): Promise<RecordedRun> {
  const source = `s3://${object.bucket}/${object.key}`;
  const { runId, jobType, identity } = run;
  const request = { requestId: `upload:${runId}`, contents: identity, jobType, source, versionId: object.versionId };
  const answer = await recordRequest(recording.database, { ...request, origin: 'upload' }, run);
  if (answer.outcome !== 'accepted') {
    throw new Error(`The request of the upload ${runId} is ${answer.outcome}, which cannot be.`);
  }
  if (answer.due) {
    await recording.watchdog.send(nudgeFor(runId), 0);
  }
  return answer;
}

const correction = ({ corrects }: { readonly corrects?: RunId }): { readonly corrects?: RunId } =>
  corrects === undefined ? {} : { corrects };

type Version = Pick<KnownObject, 'key' | 'versionId'>;

const isOpen = (state: RunState): boolean => state === 'PENDING' || state === 'IN_PROGRESS';

const hasMarker = async ({ key, versionId }: Version, { objects, resultsBucket }: Recording): Promise<boolean> =>
  (await objects.describe(resultsBucket, recordedMarkerKey(key, versionId))) !== undefined;

const writeMarker = ({ key, versionId }: Version, { objects, resultsBucket }: Recording): Promise<void> =>
  objects.write(resultsBucket, recordedMarkerKey(key, versionId), '');
