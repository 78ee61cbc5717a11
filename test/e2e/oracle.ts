/** Figures per branch worked out in integers, independently of Spark, SQL and the API. */

export interface Transaction {
  readonly branch: string;
  readonly cents: bigint;
}

/** As `GET /api/branches` and `--json` write them. */
export interface Figures {
  readonly branchCode: string;
  readonly count: number;
  readonly min: string;
  readonly max: string;
  readonly average: string;
  readonly sum: string;
}

export function figuresOf(transactions: readonly Transaction[]): Figures[] {
  const byBranch = new Map<string, bigint[]>();
  for (const { branch, cents } of transactions) {
    const known = byBranch.get(branch);
    if (known === undefined) byBranch.set(branch, [cents]);
    else known.push(cents);
  }
  return [...byBranch]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([branchCode, all]) => {
      const sum = all.reduce((total, cents) => total + cents, 0n);
      const sorted = all.toSorted((a, b) => (a < b ? -1 : Number(a > b)));
      return {
        branchCode,
        count: all.length,
        min: decimal(sorted[0] ?? 0n, 2),
        max: decimal(sorted.at(-1) ?? 0n, 2),
        average: decimal(dividedHalfEven(sum * 100n, BigInt(all.length)), 4),
        sum: decimal(sum, 2),
      };
    });
}

/** Of the two neighbours of the quotient, the nearer one; of two equally near, the even one. */
function dividedHalfEven(numerator: bigint, divisor: bigint): bigint {
  const remainder = ((numerator % divisor) + divisor) % divisor;
  const floor = (numerator - remainder) / divisor;
  if (remainder * 2n === divisor) return floor % 2n === 0n ? floor : floor + 1n;
  return remainder * 2n > divisor ? floor + 1n : floor;
}

export function decimal(units: bigint, scale: number): string {
  const sign = units < 0n ? '-' : '';
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0');
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
