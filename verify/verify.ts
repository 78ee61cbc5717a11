import { canonicalSha256 } from '../lambdas/core/receipts/canonical.ts';
import type { Pinned, Receipt } from '../lambdas/core/receipts/receipt.ts';
import { CannotVerifyError, type Claims } from './claims.ts';
import { compareFigures, compareReceipt, type Difference, differing } from './compare.ts';
import { Crc64 } from './crc64.ts';
import type { LandedVersion, ReadVersion } from './object-bytes.ts';
import { recompute } from './recompute.ts';

export interface Verdict {
  readonly runId: string;
  readonly verdict: 'equal' | 'differs';
  /** What was held against what. */
  readonly checked: string;
  readonly differences: readonly Difference[];
}

/** Holds a run's receipt and figures against its bytes. @throws CannotVerifyError */
export async function verify(runId: string, claims: Claims, read: ReadVersion): Promise<Verdict> {
  const receipt = await claims.receipt(runId);
  const ofHash = differing('the receipt', 'SHA-256', receipt.sha256, canonicalSha256(receipt.receipt));
  if (receipt.receipt.state === 'DUPLICATE') {
    return verdictOf(runId, 'bytes against those of the run that it repeats', [
      ...ofHash,
      ...(await verifyDuplicate(receipt, claims, read)),
    ]);
  }
  const { differences, rows } = await verifyFigures(receipt.receipt, claims, read);
  return verdictOf(runId, `${rows} rows`, [...ofHash, ...differences]);
}

const verdictOf = (runId: string, checked: string, differences: readonly Difference[]): Verdict => ({
  ...{ runId, checked, differences, verdict: differences.length === 0 ? 'equal' : 'differs' },
});

async function verifyFigures(receipt: Pinned, claims: Claims, read: ReadVersion) {
  if (receipt.figures === null) {
    throw new CannotVerifyError(`Run ${receipt.runId} is ${receipt.state} and published no figures.`);
  }
  if (receipt.corrects !== null) {
    throw new CannotVerifyError(
      `Run ${receipt.runId} is a correction: which of its rows count depends on what other corrections had put right before it, which its file does not tell.`,
    );
  }
  const declaration = await claims.declaration(receipt.jobType);
  const source = sourceOf(receipt);
  const columns = declaration?.sources[0]?.columns;
  if (declaration === undefined || columns === undefined || receipt.jobType !== 'branch-stats') {
    throw new CannotVerifyError(`This command does not know how figures of the job type ${receipt.jobType} are made.`);
  }
  const { version } = declaration;
  if (receipt.declarationVersion !== version) {
    throw new CannotVerifyError(
      `Run ${receipt.runId} was read by version ${receipt.declarationVersion} of the declaration; the API gives version ${version}.`,
    );
  }
  const { maxRowBytes } = declaration;
  const found = await recompute(read(source), { key: source.key, columns, maxRowBytes });
  if (found.unchecked.length > 0) {
    throw new CannotVerifyError(`The pattern of ${found.unchecked.join(', ')} can be checked in Java only.`);
  }
  const ofFile = differing('the file', 'header or compression', null, found.rejection);
  const ofFigures = await compareFigures(claims.figures(receipt.runId), found);
  return { rows: found.rowsRead, differences: [...ofFile, ...compareReceipt(receipt, found), ...ofFigures] };
}

async function verifyDuplicate({ receipt, standing }: Receipt, claims: Claims, read: ReadVersion) {
  if (standing.duplicateOf === null) {
    throw new CannotVerifyError(`Run ${receipt.runId} names no run that it repeats.`);
  }
  const repeated = sourceOf((await claims.receipt(standing.duplicateOf)).receipt);
  const crc = new Crc64();
  let size = 0;
  for await (const piece of read(sourceOf(receipt))) {
    crc.take(piece);
    size += piece.length;
  }
  const of = `the bytes of run ${standing.duplicateOf}`;
  return [
    ...differing(of, 'size', repeated.size, size),
    ...differing(of, 'checksum', repeated.checksum, `CRC64NVME:${crc.base64()}`),
  ];
}

function sourceOf({ runId, sources }: Pinned): LandedVersion & { readonly checksum: string | null } {
  const [source, ...more] = sources;
  if (source === undefined || more.length > 0) {
    throw new CannotVerifyError(`Run ${runId} has ${sources.length} sources; this command reads one.`);
  }
  return source;
}
