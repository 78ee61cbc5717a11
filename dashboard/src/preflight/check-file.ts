import { type CsvFindings, checkCsv } from '../../../csv-rules/check-csv.ts';
import type { Rejection } from '../../../csv-rules/findings.ts';
import type { Declaration } from './declaration.ts';
import { estimate } from './estimate.ts';
import { type Gunzipped, gunzipPrefix } from './gzip/gunzip-prefix.ts';
import type { PreflightReport, Verdict } from './report.ts';
import { judgeRows } from './tolerance.ts';

/** At most so many bytes of a file are read, and at most so many uncompressed ones are checked. */
export const mostBytes = 8 * 1024 * 1024;
const mostBadRows = 20;
const mostRawBytes = 2_000;

export interface FileToCheck {
  readonly blob: Blob;
  readonly name: string;
  /** Which of the job type's sources it is to be; the first one if not told. */
  readonly role?: string | undefined;
}

/**
 * Checks the beginning of a file as the job would, and estimates the rest.
 * @throws when the file cannot be read, or the declaration has no source of that role; never for what the file holds
 */
export async function checkFile(file: FileToCheck, declaration: Declaration): Promise<PreflightReport> {
  const { blob, name } = file;
  const source =
    file.role === undefined ? declaration.sources[0] : declaration.sources.find((one) => one.role === file.role);
  if (source === undefined) throw new Error(`The job type has no source with the role "${file.role}".`);
  const suffix = judgeName(name, declaration.landing.suffixes);
  const gzip = name.endsWith('.gz');
  const seen = await seenOf(blob, gzip);
  const rules = { name, columns: source.columns, maxRowBytes: declaration.maxRowBytes };
  const wholeFile = seen.ended === 'whole';
  const findings = checkCsv(seen.bytes, rules, { complete: wholeFile, mostBadRows, mostRawBytes });
  const rejection =
    suffix ??
    findings.rejection ??
    judgeGzip(seen, name) ??
    judgeRows(findings, declaration.badRowTolerance, { wholeFile, mayBeEmpty: source !== declaration.sources[0] });
  const sizes = { wholeFile, fileBytes: blob.size, fileBytesSeen: seen.used };
  return {
    verdict: verdictOf(findings, rejection),
    rejection,
    header: findings.header,
    rowsChecked: findings.rows,
    badRows: findings.badRows,
    firstBadRows: findings.firstBadRows,
    reasonCounts: findings.reasonCounts,
    uncheckedRules: findings.uncheckedRules,
    bytesChecked: seen.bytes.length,
    ...sizes,
    estimate: estimate(findings, { ...sizes, gzip, bytes: seen.bytes.length }, declaration.worker),
  };
}

async function seenOf(blob: Blob, gzip: boolean): Promise<Gunzipped> {
  const bytes = new Uint8Array(await blob.slice(0, mostBytes).arrayBuffer());
  const complete = bytes.length === blob.size;
  if (gzip) return gunzipPrefix(bytes, complete, mostBytes);
  return { bytes, ended: complete ? 'whole' : 'cut', corruption: null, used: bytes.length };
}

function judgeName(name: string, suffixes: readonly string[]): Rejection | null {
  if (suffixes.some((suffix) => name.endsWith(suffix))) return null;
  const message = `The name of the file ${name} ends with none of ${suffixes.join(', ')}. Give it a name that tells its format.`;
  return { code: 'unknown-suffix', message, certain: true };
}

function judgeGzip({ corruption }: Gunzipped, name: string): Rejection | null {
  if (corruption === null) return null;
  const message = `The file ${name} can't be decompressed: ${corruption}. Compress it again and choose it anew.`;
  return { code: 'corrupt-gzip', message, certain: true };
}

function verdictOf({ badRows }: CsvFindings, rejection: Rejection | null): Verdict {
  if (rejection !== null) return 'will-be-rejected';
  return badRows > 0 ? 'some-bad-rows' : 'clean';
}
