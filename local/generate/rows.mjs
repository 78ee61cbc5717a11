/**
 * Writes generated transactions as bytes: branches of unequal size, amounts skewed as those of a bank are, a year of
 * timestamps, some refunds. Integer arithmetic only, so that a seed gives the same bytes on every machine.
 */

/** Rows of one block. Each block has its own seed, so that blocks can be made side by side in any order. */
export const BLOCK_ROWS = 500_000;
export const HEADER = 'timestamp,branch_code,amount\n';
/** The longest row: 21 bytes of time, `BR` and 5 digits, a sign, 8 digits of cents, a point, two commas, a newline. */
const LONGEST_ROW = 48;
const YEAR = 2025;
const DAYS = 365;
/** Shares of a day's transactions by hour, in 64ths: little at night, most at noon and in the early evening. */
const HOUR_SHARES = [1, 1, 0, 0, 0, 1, 1, 2, 3, 4, 5, 5, 6, 5, 4, 4, 4, 5, 5, 3, 2, 1, 1, 1];
/** 13 of 512 transactions, about 2.5 %, are refunds. */
const REFUNDS_IN_512 = 13;
const LOTS = 1 << 17;
export const MOST_BRANCHES = 50_000;

/**
 * @typedef {object} Plan
 * @property {number} rows
 * @property {number} seed a whole number, 32 bits of it are used
 * @property {number} branches 1 to 50,000
 */

/** @param {Plan} plan */
export function createBlockWriter({ rows, seed, branches }) {
  const lots = branchLots(branches);
  const codes = branchCodes(branches);
  const codeLength = codes.length / branches;
  const hours = Uint8Array.from(HOUR_SHARES.flatMap((share, hour) => new Array(share).fill(hour)));
  const days = Buffer.from(dayTexts().join(''), 'latin1');
  const dayLength = days.length / DAYS;

  /**
   * @param {number} block counted from 0
   * @returns {Buffer} the rows of the block
   */
  return function writeBlock(block) {
    const first = block * BLOCK_ROWS;
    const last = Math.min(rows, first + BLOCK_ROWS);
    const bytes = Buffer.allocUnsafeSlow((last - first) * LONGEST_ROW);
    let [x, y, z, w] = seeded(seed, block);
    let at = 0;
    const next = () => {
      // Marsaglia's xorshift128.
      const t = x ^ (x << 11);
      x = y;
      y = z;
      z = w;
      w = w ^ (w >>> 19) ^ t ^ (t >>> 8);
      return w;
    };
    for (let row = first; row < last; row += 1) {
      const when = next();
      const who = next();
      const what = next();
      const day = Math.floor((row * DAYS) / rows);
      for (let from = day * dayLength, to = from + dayLength; from < to; from += 1) {
        bytes[at++] = /** @type {number} */ (days[from]);
      }
      at = writeTwoDigits(bytes, at, /** @type {number} */ (hours[when & 63]));
      bytes[at++] = 0x3a;
      at = writeTwoDigits(bytes, at, (((when >>> 6) & 4095) * 60) >>> 12);
      bytes[at++] = 0x3a;
      at = writeTwoDigits(bytes, at, (((when >>> 18) & 4095) * 60) >>> 12);
      bytes[at++] = 0x5a;
      bytes[at++] = 0x2c;
      const branch = /** @type {number} */ (lots[who & (LOTS - 1)]);
      for (let from = branch * codeLength, to = from + codeLength; from < to; from += 1) {
        bytes[at++] = /** @type {number} */ (codes[from]);
      }
      bytes[at++] = 0x2c;
      if ((who >>> 17) % 512 < REFUNDS_IN_512) {
        bytes[at++] = 0x2d;
      }
      at = writeAmount(bytes, at, cents(what));
      bytes[at++] = 0x0a;
    }
    return bytes.subarray(0, at);
  };
}

/**
 * Log-normal in good approximation: a power of two whose exponent is a sum of 14 coin throws, times 1 to 2.
 * The median is about $65, one of a thousand is above $4,000.
 * @param {number} random 32 bits
 */
function cents(random) {
  let coins = random & 0x3fff;
  coins -= (coins >>> 1) & 0x1555;
  coins = (coins & 0x3333) + ((coins >>> 2) & 0x3333);
  coins = (coins + (coins >>> 4)) & 0x0f0f;
  const exponent = (coins + (coins >>> 8)) & 0x1f;
  return (((512 + ((random >>> 14) & 511)) << exponent) >>> 4) + ((random >>> 23) & 7) + 1;
}

/**
 * @param {Buffer} bytes
 * @param {number} at
 * @param {number} value
 */
function writeTwoDigits(bytes, at, value) {
  const tens = (value * 103) >>> 10;
  bytes[at] = 0x30 + tens;
  bytes[at + 1] = 0x30 + value - tens * 10;
  return at + 2;
}

/**
 * @param {Buffer} bytes
 * @param {number} start
 * @param {number} value in cents
 */
function writeAmount(bytes, start, value) {
  const whole = (value / 100) | 0;
  let digits = 1;
  for (let limit = 10; whole >= limit; limit *= 10) {
    digits += 1;
  }
  let rest = whole;
  for (let place = start + digits - 1; place >= start; place -= 1) {
    const shorter = (rest / 10) | 0;
    bytes[place] = 0x30 + rest - shorter * 10;
    rest = shorter;
  }
  bytes[start + digits] = 0x2e;
  return writeTwoDigits(bytes, start + digits + 1, value - whole * 100);
}

/**
 * A drum of lots, drawn with equal chances: branch number n has a share of about 1 / (n + 9), and at least one lot.
 * @param {number} branches
 */
function branchLots(branches) {
  const weights = Array.from({ length: branches }, (_, index) => Math.floor(2 ** 32 / (index + 10)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const spare = LOTS - branches;
  const lots = new Uint16Array(LOTS);
  let at = 0;
  weights.forEach((weight, branch) => {
    const share = 1 + Math.floor((weight * spare) / total);
    lots.fill(branch, at, at + share);
    at += share;
  });
  // What rounding down left over goes round.
  for (let branch = 0; at < LOTS; at += 1, branch = (branch + 1) % branches) {
    lots[at] = branch;
  }
  return lots;
}

/** @param {number} branches */
function branchCodes(branches) {
  const digits = branches > 9_999 ? 5 : 4;
  const codes = Array.from({ length: branches }, (_, index) => `BR${String(index + 1).padStart(digits, '0')}`);
  return Buffer.from(codes.join(''), 'latin1');
}

function dayTexts() {
  const start = Date.UTC(YEAR, 0, 1);
  return Array.from({ length: DAYS }, (_, day) => `${new Date(start + day * 86_400_000).toISOString().slice(0, 10)}T`);
}

/**
 * Four well-mixed state words of a seed and a block (splitmix32), never all zero.
 * @param {number} seed
 * @param {number} block
 * @returns {[number, number, number, number]}
 */
function seeded(seed, block) {
  let state = Math.imul(seed | 0, 0x9e3779b1) ^ Math.imul(block + 1, 0x85ebca6b);
  const word = () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return mixed ^ (mixed >>> 15);
  };
  return [word(), word(), word(), word() | 1];
}
