import { unescaped } from '../csv-rules/row-check.ts';
import type { RowScanner } from '../csv-rules/row-scanner.ts';

const minus = 0x2d;
const plus = 0x2b;
const point = 0x2e;
/** So many digits are exact in a number, and so are sums of a few of them. */
const exactDigits = 15;

class Branch {
  readonly code: Uint8Array;
  count = 0;
  /** The sum so far is `sum + pending`; what is pending stays a safe integer. */
  sum = 0n;
  pending = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  /** Of amounts that need more digits than a number has. */
  wideMin: bigint | null = null;
  wideMax: bigint | null = null;

  constructor(code: Uint8Array) {
    this.code = code;
  }

  add(units: number): void {
    this.count++;
    if (units < this.min) this.min = units;
    if (units > this.max) this.max = units;
    this.pending += units;
    if (this.pending > 4e15 || this.pending < -4e15) {
      this.sum += BigInt(this.pending);
      this.pending = 0;
    }
  }

  addWide(units: bigint): void {
    this.count++;
    this.sum += units;
    if (this.wideMin === null || units < this.wideMin) this.wideMin = units;
    if (this.wideMax === null || units > this.wideMax) this.wideMax = units;
  }
}

/** The exact figures of a branch in whole units of the last decimal place. */
export interface BranchUnits {
  readonly branchCode: string;
  readonly count: number;
  readonly min: bigint;
  readonly max: bigint;
  readonly sum: bigint;
}

/** Sums rows up by branch, in whole numbers only. Branches are found by their bytes; no text is made of a row. */
export class BranchTable {
  private readonly branches: Branch[] = [];
  /** Hash to place in `branches` plus one; a power of two, at most half full. */
  private slots = new Int32Array(1024);
  private readonly scale: number;

  constructor(scale: number) {
    this.scale = scale;
  }

  /** @param code @param amount the places of both fields in the row, which is a good one */
  add(bytes: Uint8Array, row: RowScanner, code: number, amount: number): void {
    const from = row.fieldFrom[code] as number;
    const to = row.fieldTo[code] as number;
    const isEscaped = row.fieldEscaped[code] as boolean;
    const branch = isEscaped ? this.find(unescaped(bytes, from, to)) : this.find(bytes, from, to);
    this.addAmount(branch, bytes, row.fieldFrom[amount] as number, row.fieldTo[amount] as number);
  }

  /** By the UTF-8 bytes of their codes. */
  figures(): BranchUnits[] {
    const sorted = [...this.branches].sort((one, other) => Buffer.compare(one.code, other.code));
    return sorted.map(({ code, count, sum, pending, min, max, wideMin, wideMax }) => {
      const mins = [...(Number.isFinite(min) ? [BigInt(min)] : []), ...(wideMin === null ? [] : [wideMin])];
      const maxs = [...(Number.isFinite(max) ? [BigInt(max)] : []), ...(wideMax === null ? [] : [wideMax])];
      return {
        branchCode: Buffer.from(code).toString('utf8'),
        count,
        min: mins.sort(ascending)[0] as bigint,
        max: maxs.sort(ascending).at(-1) as bigint,
        sum: sum + BigInt(pending),
      };
    });
  }

  private addAmount(branch: Branch, bytes: Uint8Array, from: number, to: number): void {
    const first = bytes[from] as number;
    const start = first === minus || first === plus ? from + 1 : from;
    let units = 0;
    let decimals = -1;
    for (let at = start; at < to; at++) {
      const byte = bytes[at] as number;
      if (byte === point) decimals = 0;
      else {
        units = units * 10 + (byte - 0x30);
        if (decimals >= 0) decimals++;
      }
    }
    for (let at = Math.max(decimals, 0); at < this.scale; at++) units *= 10;
    if (to - start + this.scale <= exactDigits) branch.add(first === minus ? -units : units);
    else branch.addWide(wideUnits(bytes, from, to, this.scale));
  }

  private find(bytes: Uint8Array, from = 0, to = bytes.length): Branch {
    let hash = 0x811c9dc5;
    for (let at = from; at < to; at++) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
    hash ^= hash >>> 15;
    const mask = this.slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const place = this.slots[slot] as number;
      if (place === 0) return this.insert(slot, bytes.slice(from, to));
      const branch = this.branches[place - 1] as Branch;
      if (isSame(branch.code, bytes, from, to)) return branch;
    }
  }

  private insert(slot: number, code: Uint8Array): Branch {
    const branch = new Branch(code);
    this.branches.push(branch);
    this.slots[slot] = this.branches.length;
    if (2 * this.branches.length > this.slots.length) this.grow();
    return branch;
  }

  private grow(): void {
    const slots = new Int32Array(this.slots.length * 2);
    const mask = slots.length - 1;
    this.branches.forEach(({ code }, place) => {
      let hash = 0x811c9dc5;
      for (const byte of code) hash = Math.imul(hash ^ byte, 0x01000193);
      hash ^= hash >>> 15;
      let slot = hash & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = place + 1;
    });
    this.slots = slots;
  }
}

const ascending = (one: bigint, other: bigint): number => (one < other ? -1 : Number(one > other));

function isSame(code: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (code.length !== to - from) return false;
  for (let at = 0; at < code.length; at++) {
    if (code[at] !== bytes[from + at]) return false;
  }
  return true;
}

function wideUnits(bytes: Uint8Array, from: number, to: number, scale: number): bigint {
  const [whole = '', fraction = ''] = Buffer.from(bytes.subarray(from, to)).toString('latin1').split('.');
  return BigInt(`${whole.replace('+', '')}${fraction.padEnd(scale, '0')}`);
}

/** Whole units as a decimal with so many places. */
export function decimalOf(units: bigint, scale: number): string {
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0');
  const sign = units < 0n ? '-' : '';
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
