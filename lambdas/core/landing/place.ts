import type { JobType, JobTypes } from '../job-types/index.ts';
import { type RunError, type RunId, runIdSchema } from '../runs/index.ts';

const LANDING_PREFIX = 'landing/';
/** Below a job type's folder; what lies there corrects the run that the next folder names. */
const CORRECTIONS_FOLDER = 'corrections/';
/** Stands for the job type of an object that lies in no job type's folder. */
const NO_JOB_TYPE = 'unknown';
/** Stands for the role of an object of an unknown job type. */
const NO_ROLE = 'unknown';

/** What a landed object is, by its key: a source of a job type, a file to reject, or nothing to care about. */
export type Place =
  /** `corrects`: the run of which it puts right some rows. */
  | { readonly kind: 'source'; readonly jobType: string; readonly role: string; readonly corrects?: RunId }
  /** One of the files of a run that has several; they lie in one folder. */
  | { readonly kind: 'batch-file'; readonly jobType: string; readonly role: string; readonly folder: string }
  | { readonly kind: 'rejected'; readonly jobType: string; readonly role: string; readonly error: RunError }
  | { readonly kind: 'folder-marker' }
  | { readonly kind: 'outside-landing' };

/** A place of which a run is recorded. */
export type LandedPlace = Extract<Place, { kind: 'source' | 'batch-file' | 'rejected' }>;

export const isLandedPlace = (place: Place | undefined): place is LandedPlace =>
  place?.kind === 'source' || place?.kind === 'batch-file' || place?.kind === 'rejected';

/** @param size bytes as stored */
export function placeOf(key: string, size: number, jobTypes: JobTypes): Place {
  if (!key.startsWith(LANDING_PREFIX)) {
    return { kind: 'outside-landing' };
  }
  if (key.endsWith('/') && size === 0) {
    return { kind: 'folder-marker' };
  }
  const folder = folderOf(key);
  const jobType = jobTypes.get(folder);
  if (jobType === undefined) {
    const error = { code: 'unknown-job-type', message: unknownJobType(key, folder, jobTypes) } as const;
    return { kind: 'rejected', jobType: folder === '' ? NO_JOB_TYPE : folder, role: NO_ROLE, error };
  }
  if (jobType.sources.length > 1) {
    return placeInBatch(key, jobType);
  }
  const role = jobType.sources[0]?.role ?? NO_ROLE;
  if (!jobType.landing.suffixes.some((suffix) => key.endsWith(suffix))) {
    const error = { code: 'unknown-suffix', message: unknownSuffix(key, jobType.landing.suffixes) } as const;
    return { kind: 'rejected', jobType: folder, role, error };
  }
  const inFolder = key.slice(LANDING_PREFIX.length + folder.length + 1);
  if (!inFolder.startsWith(CORRECTIONS_FOLDER)) {
    return { kind: 'source', jobType: folder, role };
  }
  const corrects = correctedRun(inFolder);
  return corrects === undefined
    ? { kind: 'rejected', jobType: folder, role, error: { code: 'corrects-unknown-run', message: noRun(key, folder) } }
    : { kind: 'source', jobType: folder, role, corrects };
}

/** A file of a batch is named after its role, and lies in a folder of the batch's own below that of the job type. */
function placeInBatch(key: string, { name: jobType, landing, sources }: JobType): Place {
  const end = key.lastIndexOf('/');
  const folder = key.slice(landing.prefix.length, end);
  const name = key.slice(end + 1);
  const role = sources
    .map((source) => source.role)
    .find((role) => landing.suffixes.some((suffix) => name === role + suffix));
  if (role !== undefined && folder !== '' && !`${folder}/`.startsWith(CORRECTIONS_FOLDER)) {
    return { kind: 'batch-file', jobType, role, folder };
  }
  const names = sources.map((source) => landing.suffixes.map((suffix) => source.role + suffix).join(' or '));
  const message =
    `The file ${key} is none of a batch. Upload the files of a batch into one folder, as ${landing.prefix}<batch>/<name>; ` +
    `the names are ${names.join(', and ')}.`;
  return { kind: 'rejected', jobType, role: role ?? NO_ROLE, error: { code: 'unknown-file', message } };
}

/** The run of `corrections/<run id>/<name>`. */
function correctedRun(inFolder: string): RunId | undefined {
  const [, runId, ...name] = inFolder.split('/');
  return name.length === 0 ? undefined : runIdSchema.safeParse(runId).data;
}

function folderOf(key: string): string {
  const rest = key.slice(LANDING_PREFIX.length);
  const end = rest.indexOf('/');
  return end === -1 ? '' : rest.slice(0, end);
}

const unknownJobType = (key: string, folder: string, jobTypes: JobTypes): string =>
  `The file ${key} lies in ${folder === '' ? 'no folder of a job type' : `the folder "${folder}", which is no job type`}. ` +
  `Upload it again as ${LANDING_PREFIX}<job type>/<name>; the job types are: ${[...jobTypes.keys()].join(', ')}.`;

const noRun = (key: string, folder: string): string =>
  `The file ${key} lies among the corrections, but in no folder of a run. Upload it again as ` +
  `${LANDING_PREFIX}${folder}/${CORRECTIONS_FOLDER}<run id>/<name>; the run is the one whose rows it corrects.`;

const unknownSuffix = (key: string, suffixes: readonly string[]): string =>
  `The name of the file ${key} ends with none of ${suffixes.join(', ')}. Upload it again under a name that tells its format.`;
