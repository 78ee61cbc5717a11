import { RECORDED_PREFIX, recordedMarkerKey, sweepNotification } from '../landing/index.ts';
import type { ObjectStore, ObjectVersion } from '../objects/object-store.ts';
import type { MessageQueue } from '../queues/message-queue.ts';
import { METRICS, type Telemetry } from '../telemetry/telemetry.ts';
import { byBytes } from './byte-order.ts';
import { inParallel } from './in-parallel.ts';
import { MarkerStream, OutOfTimeError } from './marker-stream.ts';
import type { Position } from './position.ts';

export interface Sweeping {
  readonly objects: ObjectStore;
  readonly ingest: MessageQueue;
  readonly landingBucket: string;
  readonly resultsBucket: string;
  /** Objects that landed later than this (RFC 3339 UTC, milliseconds) may still be on their way through the queue. */
  readonly landedBefore: string;
  readonly isOutOfTime: () => boolean;
  readonly telemetry: Telemetry;
}

const LANDING_PREFIX = 'landing/';
/** More waiting versions than this are asked for one by one instead, so that memory and the cursor stay small. */
const MOST_WAITING = 2_000;
const PARALLEL_REQUESTS = 16;

/**
 * Finds landed versions that have no marker, and announces them as S3 would have. It merges two listings, that of the
 * versions and that of the markers, and touches nothing else: the database may go on sleeping.
 *
 * The listings are ordered differently: the marker of `a` (`…a/<version>`) comes after that of `a!b`, since `!` sorts
 * before `/`, and the versions of a key are listed by age. So a version waits until no later page can bring one whose
 * marker comes earlier: with `k` the last key listed, every marker still to come sorts after `k` itself. What seems
 * to be missing is asked for by name before it is announced, since markers are written while the listing goes on.
 * @returns where to go on, or undefined when everything was looked at
 */
export async function sweep(from: Position, sweeping: Sweeping): Promise<Position | undefined> {
  let position = from;
  const markers = openMarkers(position, sweeping);
  while (!sweeping.isOutOfTime()) {
    const expected = sort(position);
    if (expected.ready.length + expected.unlisted.length > 0) {
      position = { ...position, waiting: await pair(expected, markers, sweeping) };
    } else if (position.isListed) {
      return undefined;
    } else {
      position = await listMore(position, sweeping);
    }
  }
  return { ...position, markersAfter: markers.after };
}

const openMarkers = (position: Position, { objects, resultsBucket, isOutOfTime }: Sweeping): MarkerStream =>
  new MarkerStream(
    (after) => objects.listKeys(resultsBucket, `${RECORDED_PREFIX}${LANDING_PREFIX}`, after),
    position.markersAfter,
    isOutOfTime,
  );

async function listMore(position: Position, { objects, landingBucket, landedBefore }: Sweeping): Promise<Position> {
  const page = await objects.listVersions(landingBucket, LANDING_PREFIX, position.versionsFrom ?? undefined);
  const due = page.versions.filter((version) => version.landedAt < landedBefore);
  const waiting = [...position.waiting, ...due];
  return page.next === undefined
    ? { ...position, waiting, isListed: true }
    : { ...position, waiting, versionsFrom: page.next };
}

/** Decides about the versions that can be decided about. @returns those that must wait on. */
async function pair(expected: Sorted, markers: MarkerStream, sweeping: Sweeping): Promise<ObjectVersion[]> {
  const { ready, waiting, unlisted } = expected;
  const suspects: ObjectVersion[] = unlisted.map(({ version }) => version);
  const undecided = ready.slice();
  try {
    for (let next = undecided[0]; next !== undefined; next = undecided[0]) {
      if (!(await markers.holds(next.marker))) {
        suspects.push(next.version);
      }
      undecided.shift();
    }
  } catch (error) {
    if (!(error instanceof OutOfTimeError)) {
      throw error;
    }
  }
  await announceForgotten(suspects, sweeping);
  return [...undecided, ...waiting].map(({ version }) => version);
}

interface Expected {
  readonly version: ObjectVersion;
  readonly marker: string;
}

/** In the order of their markers. */
interface Sorted {
  /** All markers up to theirs can be read now. */
  readonly ready: readonly Expected[];
  readonly waiting: readonly Expected[];
  /** Not to be looked for in the listing: hashed names lie outside it, and more must not wait. */
  readonly unlisted: readonly Expected[];
}

function sort({ waiting, isListed, versionsFrom }: Position): Sorted {
  const all = waiting
    .map((version) => ({ version, marker: recordedMarkerKey(version.key, version.versionId) }))
    .sort((left, right) => byBytes(left.marker, right.marker));
  const frontier = `${RECORDED_PREFIX}${versionsFrom?.key ?? ''}`;
  const isReady = ({ marker }: Expected): boolean => isListed || byBytes(marker, frontier) < 0;
  const isListable = ({ marker }: Expected): boolean => marker.startsWith(RECORDED_PREFIX);
  const listable = all.filter(isListable);
  const later = listable.filter((expected) => !isReady(expected));
  return {
    ready: listable.filter(isReady),
    waiting: later.slice(0, MOST_WAITING),
    unlisted: [...later.slice(MOST_WAITING), ...all.filter((expected) => !isListable(expected))],
  };
}

async function announceForgotten(suspects: readonly ObjectVersion[], sweeping: Sweeping): Promise<void> {
  const { objects, resultsBucket, landingBucket, ingest, telemetry } = sweeping;
  const found = await inParallel(suspects, PARALLEL_REQUESTS, ({ key, versionId }) =>
    objects.describe(resultsBucket, recordedMarkerKey(key, versionId)),
  );
  const forgotten = suspects.filter((_, place) => found[place] === undefined);
  if (forgotten.length === 0) {
    return;
  }
  await ingest.sendAll(forgotten.map((version) => sweepNotification({ ...version, bucket: landingBucket })));
  telemetry.count(METRICS.forgottenFiles, forgotten.length);
  for (const { key, versionId, landedAt } of forgotten) {
    telemetry.warn('Announced a forgotten file.', { key, versionId, landedAt });
  }
}
