/** A file of transactions whose figures are worked out beside it, in whole cents, independently of the app. */
export interface Oracle {
  readonly csv: string;
  readonly rows: number;
  readonly totals: ReadonlyMap<string, { count: number; min: bigint; max: bigint; sum: bigint }>;
}

export function cents(units: bigint): string {
  const digits = (units < 0n ? -units : units).toString().padStart(3, '0');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** `rows` transactions of branches of unequal size, the same at every call. */
export function transactions(rows: number, branches: number): Oracle {
  const totals = new Map<string, { count: number; min: bigint; max: bigint; sum: bigint }>();
  const lines = ['timestamp,branch_code,amount'];
  let state = 20_261_121n;
  const next = (below: number) => {
    state = (state * 6_364_136_223_846_793_005n + 1_442_695_040_888_963_407n) & 0xffff_ffff_ffff_ffffn;
    return Number((state >> 33n) % BigInt(below));
  };
  for (let row = 0; row < rows; row += 1) {
    const number = next(next(branches) + 1);
    const branch = `BR${String(number).padStart(4, '0')}`;
    // Some branches move small amounts and some large ones; a few rows are refunds.
    const least = 10 ** (2 + (number % 3));
    const size = BigInt(least + next(10 ** (3 + next(3 + (number % 4)))));
    const amount = number % 5 === 0 && next(20) === 0 ? -size : size;
    const before = totals.get(branch) ?? { count: 0, min: amount, max: amount, sum: 0n };
    totals.set(branch, {
      count: before.count + 1,
      min: amount < before.min ? amount : before.min,
      max: amount > before.max ? amount : before.max,
      sum: before.sum + amount,
    });
    const day = String(next(28) + 1).padStart(2, '0');
    lines.push(`2026-03-${day}T${String(next(24)).padStart(2, '0')}:15:00Z,${branch},${cents(amount)}`);
  }
  return { csv: `${lines.join('\n')}\n`, rows, totals };
}
