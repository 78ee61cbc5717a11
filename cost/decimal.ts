/** An exact decimal number, never a float: `digits` / 10^`places`. */
export class Decimal {
  private constructor(
    private readonly digits: bigint,
    private readonly places: number,
  ) {}

  static readonly zero = new Decimal(0n, 0);

  /** @param written such as "12", "0.44" or a whole number */
  static of(written: string | bigint | number): Decimal {
    const match = /^(\d+)(?:\.(\d+))?$/.exec(String(written));
    if (match === null) {
      throw new Error(`${JSON.stringify(String(written))} is no decimal number`);
    }
    const [, whole = '', part = ''] = match;
    return new Decimal(BigInt(whole + part), part.length);
  }

  plus(other: Decimal): Decimal {
    const places = Math.max(this.places, other.places);
    return new Decimal(this.#at(places) + other.#at(places), places);
  }

  /** Never below zero: what is left of a quantity after an allowance. */
  lessAllowance(allowance: Decimal): Decimal {
    const places = Math.max(this.places, allowance.places);
    const left = this.#at(places) - allowance.#at(places);
    return new Decimal(left > 0n ? left : 0n, places);
  }

  times(other: Decimal | string | number): Decimal {
    const factor = other instanceof Decimal ? other : Decimal.of(other);
    return new Decimal(this.digits * factor.digits, this.places + factor.places);
  }

  /** The quotient, rounded up at `places`: a bill is told too high rather than too low. */
  over(divisor: Decimal | string | number, places = QUOTIENT_PLACES): Decimal {
    const by = divisor instanceof Decimal ? divisor : Decimal.of(divisor);
    const numerator = this.digits * 10n ** BigInt(by.places + places);
    const denominator = by.digits * 10n ** BigInt(this.places);
    return new Decimal((numerator + denominator - 1n) / denominator, places);
  }

  /** Rounded up at `places`. */
  upTo(places: number): Decimal {
    return this.over(1, places);
  }

  min(other: Decimal): Decimal {
    return this.isBelow(other) ? this : other;
  }

  max(other: Decimal): Decimal {
    return this.isBelow(other) ? other : this;
  }

  isBelow(other: Decimal): boolean {
    const places = Math.max(this.places, other.places);
    return this.#at(places) < other.#at(places);
  }

  /** Every digit, without zeros at the end: "0.44", "12". */
  toString(): string {
    const text = this.#withPlaces(this.places);
    return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
  }

  /** Rounded half up, for people: "12.35". */
  toFixed(places: number): string {
    if (places >= this.places) {
      return new Decimal(this.#at(places), places).#withPlaces(places);
    }
    const step = 10n ** BigInt(this.places - places);
    return new Decimal((this.digits * 2n + step) / (step * 2n), places).#withPlaces(places);
  }

  #at(places: number): bigint {
    return this.digits * 10n ** BigInt(places - this.places);
  }

  #withPlaces(places: number): string {
    const padded = this.digits.toString().padStart(places + 1, '0');
    return places === 0 ? padded : `${padded.slice(0, -places)}.${padded.slice(-places)}`;
  }
}

/** Enough for a thousandth of a cent of the smallest price, a 10-millionth of a dollar. */
const QUOTIENT_PLACES = 9;
