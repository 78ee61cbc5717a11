/** Numbers of rows as the API tells them. */
export interface RowCounts {
  readonly rowsRead: number;
  readonly rowsCounted: number;
  readonly rowsQuarantined: number;
  /** Of the quarantined rows, those that corrections have put right, and the rest. */
  readonly rowsCorrected?: number | undefined;
  readonly rowsStillQuarantined?: number | undefined;
}

export interface Conservation {
  readonly read: bigint;
  /** What became of the rows; together all that were read. */
  readonly parts: readonly { readonly name: string; readonly rows: bigint }[];
  /** Rows that were read but are in no part; negative when the parts have more. 0 when all rows are accounted for. */
  readonly missing: bigint;
}

/** Checks, exactly, that every row that was read is counted, corrected or quarantined. */
export function conservationOf(counts: RowCounts): Conservation {
  const { rowsRead, rowsCounted, rowsQuarantined, rowsCorrected = 0, rowsStillQuarantined = rowsQuarantined } = counts;
  const read = BigInt(rowsRead);
  const quarantined =
    rowsCorrected === 0
      ? [{ name: 'quarantined', rows: BigInt(rowsQuarantined) }]
      : [
          { name: 'corrected', rows: BigInt(rowsCorrected) },
          { name: 'still quarantined', rows: BigInt(rowsStillQuarantined) },
        ];
  const parts = [{ name: 'counted', rows: BigInt(rowsCounted) }, ...quarantined];
  return { read, parts, missing: parts.reduce((rest, { rows }) => rest - rows, read) };
}
