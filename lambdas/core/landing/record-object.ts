import type { Database } from '../database/index.ts';
import { UnusableMessageError } from '../dead-letters/index.ts';
import type { JobTypes } from '../job-types/index.ts';
import type { ObjectStore, VersionPosition } from '../objects/object-store.ts';
import type { MessageQueue } from '../queues/message-queue.ts';
import { nudgeFor, restingWatchdogFor, watchdogFor } from '../queues/watchdog.ts';
import { type RecordedRun, recordRequest, recordRun } from '../run-store/index.ts';
import { type Batch, batchLineage, identify, type NewRun, type NewSource, type RunState } from '../runs/index.ts';
import { METRICS, type Telemetry } from '../telemetry/telemetry.ts';
import type { LandedObject } from './notification.ts';
import { isLandedPlace, type LandedPlace, placeOf } from './place.ts';
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

/** Where it can be seen which files make a run, and what else has landed of them. */
export interface KnownOfBatches {
  readonly objects: Pick<ObjectStore, 'listVersions'>;
  readonly jobTypes: JobTypes;
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
  if (isLandedPlace(place)) {
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
  const run = await runOf(object, place, recording);
  recording.telemetry.follow({ runId: run.runId });
  const recorded = recording.repliesForUploads
    ? await recordUpload(object, run, recording)
    : await recordRun(recording.database, run);
  // The run of a batch has the name that its first file gave it.
  recording.telemetry.follow({ runId: recorded.runId });
  await afterRecording(recorded, object, recording);
  return recorded.state === 'PENDING' ? place.jobType : undefined;
}

/** The run that a landed version is, or may be part of, whoever asks for it. */
export async function runOf(
  { bucket, key, versionId, size, landedAt }: KnownObject,
  place: LandedPlace,
  known: KnownOfBatches,
): Promise<NewRun> {
  const { jobType, role } = place;
  const source = { role, bucket, key, versionId, size, landedAt };
  const run = { ...identify(jobType, [source]), jobType, sources: [source] };
  switch (place.kind) {
    case 'rejected':
      return { ...run, error: place.error };
    case 'source':
      return place.corrects === undefined ? run : { ...run, corrects: place.corrects };
    case 'batch-file': {
      const lineage = batchLineage(jobType, bucket, place.folder);
      return { ...run, lineage, batch: await batchOf(source, jobType, known) };
    }
  }
}

async function batchOf(
  { bucket, key }: NewSource,
  jobType: string,
  { objects, jobTypes }: KnownOfBatches,
): Promise<Batch> {
  const declaration = jobTypes.get(jobType);
  if (declaration === undefined) {
    throw new Error(`There is no job type ${jobType}, and yet a file has its place in it.`);
  }
  const roles = declaration.sources.map(({ role }) => role);
  return { roles, waitDays: declaration.waitForFilesDays, newestFirst: await versionsOf(bucket, key, objects) };
}

/** The ids of exactly this key's versions; it comes before every longer key that begins with it. */
async function versionsOf(bucket: string, key: string, objects: KnownOfBatches['objects']): Promise<readonly string[]> {
  const found: string[] = [];
  let from: VersionPosition | undefined;
  do {
    const { versions, next } = await objects.listVersions(bucket, key, from);
    const its = versions.filter((version) => version.key === key);
    found.push(...its.map((version) => version.versionId));
    from = its.length === versions.length ? next : undefined;
  } while (from !== undefined);
  return found;
}

/** What comes after the run: its watchdog message and the marker, where they may be missing. */
export async function afterRecording(
  { runId, state, recorded, restSeconds = 0 }: RecordedRun,
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
      const { message, delaySeconds } =
        restSeconds > 0
          ? restingWatchdogFor(runId, restSeconds)
          : { message: watchdogFor(runId), delaySeconds: recording.watchdogDelaySeconds };
      await recording.watchdog.send(message, delaySeconds);
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
    // The run of a batch is not the one that the file alone would make.
    await recording.watchdog.send(nudgeFor(answer.runId), 0);
  }
  return answer;
}

type Version = Pick<KnownObject, 'key' | 'versionId'>;

const isOpen = (state: RunState): boolean => state === 'PENDING' || state === 'IN_PROGRESS';

const hasMarker = async ({ key, versionId }: Version, { objects, resultsBucket }: Recording): Promise<boolean> =>
  (await objects.describe(resultsBucket, recordedMarkerKey(key, versionId))) !== undefined;

const writeMarker = ({ key, versionId }: Version, { objects, resultsBucket }: Recording): Promise<void> =>
  objects.write(resultsBucket, recordedMarkerKey(key, versionId), '');
