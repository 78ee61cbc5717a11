/**
 * What the bill is reckoned with where neither the template nor the code says it. `docs/cost.md` tells where each number
 * comes from, and which of them wait for a first deployment.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..');

/** `npm run bench -- engine`, 400,000,000 rows in 18.7 s and 100,000,000 in 6.8 s: 119 s for a further billion. */
export const NANOSECONDS_PER_ROW = 40;
/** For what that benchmark leaves out (S3, checksum, staging, publishing) and for slower cores. */
export const ROW_TIME_SAFETY = 4;
/** Spark's start and end in a worker; 3 s on a laptop, not measured on Glue. */
export const WORKER_START_SECONDS = 45;
/** Glue's least, for each start. */
export const WORKER_LEAST_SECONDS = 60;
/** `npm run bench -- engine`, 3.43 GB for 100,000,000 rows, rounded up. */
export const BYTES_PER_ROW = 35;

/** From the request for a worker until Glue runs its script: nothing is paid, but the database has been woken. Not measured. */
export const GLUE_WAITING_SECONDS = 60;
/** How long Aurora takes to wake from a pause, by AWS's documentation: about 15 s. */
export const WAKING_SECONDS = 15;
/** Awake and asked little, Aurora Serverless v2 takes its least. */
export const QUIET_ACU = '0.5';
/** While a file is published. Not measured. */
export const PUBLISHING_ACU = '1';
/** Kept figures: some hundred bytes a branch and run. */
export const DATABASE_GB = 1;
/** Reads that no cache answers, for a request and for a file's publication. Not measured. */
export const IO_PER_REQUEST = 1;
export const IO_PER_FILE = 20_000;

/** Clicks of a person: each asks the API, besides polling. */
export const ACTIONS_PER_HOUR = 60;
/**
 * Of these, what nobody has looked at since the figures last changed, for each user and day: a branch that only they care
 * about, a search. Only the database can answer it. Not measured.
 */
export const NEW_QUESTIONS_PER_USER = 4;
/** After each change, the lists and pages that all look at are read once, by the first who comes. */
export const NEW_QUESTIONS_OF_ALL = 1;
/** Statements of such a question, by those of a request; the last begins the lull. */
export const STATEMENTS_PER_QUESTION = 3;
/** Objects of S3 that are asked for each statement whose reading may be kept: `LullMarks`. */
export const READS_PER_KEPT_STATEMENT = 3;
/** Marks of a lull's begin and end. */
export const WRITES_PER_LULL = 2;
/** Queries that a page keeps up to date: the page of branches has two, others one or two. */
export const POLLED_QUERIES = 2;
/** A list of 200 branches, compressed; answers that bring nothing new are as large. Not measured. */
export const BYTES_PER_ANSWER = 12_000;
/** The dashboard's files at a visit; later ones come from the browser's cache. */
export const FILES_PER_VISIT = 12;
export const BYTES_PER_VISIT = 300_000;
/** One statement is a page; a run's page takes two. */
export const STATEMENTS_PER_REQUEST = 2;
/** Statements for a file besides heartbeats: recorded, claimed, identified, staged, published, watched. */
export const STATEMENTS_PER_FILE = 60;
/** The Data API's reading of the secret, which it keeps for a while: once a minute awake. Not known. */
export const SECRET_READS_PER_HOUR = 60;

export const API_MILLISECONDS = 60;
export const HANDLER_MILLISECONDS = 1_500;
export const SWEEP_MILLISECONDS = 1_000;
/** A file's functions: intake once, settle for each watchdog and for Glue's event. */
export const HANDLER_CALLS_PER_FILE = 6;
/** Lambda's own lines and ours, and the API's line of access. */
export const LOG_BYTES_PER_CALL = 1_500;
/** What Spark and Glue write for a worker. Not measured. */
export const LOG_BYTES_PER_WORKER = 2_000_000;
/** CloudWatch keeps logs compressed; AWS's own page reckons with this. */
export const LOG_COMPRESSION = '0.15';

/** Lambda asks each queue by five connections, which wait for 20 s. */
export const QUEUE_POLLS_PER_HOUR = (5 * 3600) / 20;
/** Messages of a file: landed, watchdogs; sent, received and deleted. */
export const QUEUE_REQUESTS_PER_FILE = 20;
/** Metrics that a file touches, each paid for the hours in which it was told. */
export const METRICS_PER_FILE = 5;
/** Keys of one listing, by S3; a sweep lists the landed versions and their markers. */
export const KEYS_PER_LISTING = 1_000;
export const LISTINGS_PER_PAGE = 2;
/** Of a sweep's time. Not measured on AWS. */
export const LISTING_MILLISECONDS = 100;
/** The cursor of a sweep. */
export const SWEEP_READS = 1;
/** Glacier Instant Retrieval is paid for so many days at least, and a move there costs as four writes; from AWS's page, not looked up. */
export const LEAST_COLD_DAYS = 90;
export const WRITES_PER_MOVE_TO_COLD = 4;
/** Marker, sources' description, quarantine, results. */
export const OBJECTS_WRITTEN_PER_FILE = 10;

/** A number of another language's source, read from there: it throws when it is not where it was. */
function constantOf(file: string, pattern: RegExp): number {
  const found = pattern.exec(readFileSync(path.join(root, file), 'utf8'))?.[1];
  if (found === undefined) {
    throw new Error(`${file} does not say ${pattern.source} any more: mend cost/assumptions.ts.`);
  }
  return Number(found);
}

/** Seconds between two signs of life of a worker. */
export const HEARTBEAT_SECONDS = constantOf('glue-scripts/countinghouse/heartbeat.py', /^BEAT_SECONDS = ([\d.]+)$/m);
/** Bytes of one read of a landed file. */
export const READ_BYTES =
  constantOf(
    'glue-scripts/strict-csv/src/dev/countinghouse/strictcsv/S3RangeStream.java',
    /RANGE_BYTES = (\d+) << 20;/,
  ) *
  1024 ** 2;
