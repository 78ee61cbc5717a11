/** Numbers of rows as the API tells them. */
export interface RowCounts {
  readonly rowsRead: number;
  readonly rowsCounted: number;
  readonly rowsQuarantined: number;
  /** Rows that were quarantined at first and counted after a correction. */
  readonly rowsCorrected?: number | undefined;
}

export interface Conservation {
  readonly read: bigint;
  /** What became of the rows; together all that were read. */
  readonly parts: readonly { readonly name: 'counted' | 'corrected' | 'quarantined'; readonly rows: bigint }[];
  /** Rows that were read but are in no part; negative when the parts have more. 0 when all rows are accounted for. */
  readonly missing: bigint;
}

/** Checks, exactly, that every row that was read is counted, corrected or quarantined. */
export function conservationOf({ rowsRead, rowsCounted, rowsQuarantined, rowsCorrected = 0 }: RowCounts): Conservation {
  const read = BigInt(rowsRead);
  const parts = [
    { name: 'counted', rows: BigInt(rowsCounted) },
    ...(rowsCorrected > 0 ? [{ name: 'corrected', rows: BigInt(rowsCorrected) } as const] : []),
    { name: 'quarantined', rows: BigInt(rowsQuarantined) },
  ] as const;
  return { read, parts, missing: parts.reduce((rest, { rows }) => rest - rows, read) };
}
