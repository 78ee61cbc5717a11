import type { RejectionReason } from '../../lambdas/core/balances/rejection.ts';
import type { Instant } from './fields.ts';
import { TransferList } from './transfer-list.ts';

/** An account behind the last transfer; amounts in hundredths. */
export interface Balance {
  readonly accountNumber: string;
  readonly country: string;
  readonly opening: bigint;
  incoming: bigint;
  outgoing: bigint;
}

/**
 * Replays transfers over opening balances, one after the other and in whole numbers only: first take all accounts, then all
 * transfers, then ask for what came of them.
 */
export class Replay {
  /** Account numbers that stand in the file more than once. */
  readonly repeated = new Set<string>();
  readonly rejections = new Map<RejectionReason, number>();
  applied = 0;
  private readonly balances: Balance[] = [];
  private readonly places = new Map<string, number>();
  private readonly transfers = new TransferList();

  addAccount(accountNumber: string, country: string, opening: bigint): void {
    if (this.places.has(accountNumber)) {
      this.repeated.add(accountNumber);
      return;
    }
    this.places.set(accountNumber, this.balances.length);
    this.balances.push({ accountNumber, country, opening, incoming: 0n, outgoing: 0n });
  }

  /** Of several reasons for which a transfer is rejected the first of these holds. */
  addTransfer(at: Instant, fromNumber: string, amount: bigint, toNumber: string): void {
    const [from, to] = [this.places.get(fromNumber), this.places.get(toNumber)];
    if (from === undefined || to === undefined) this.reject('unknown-account');
    else if (from === to) this.reject('same-account');
    else if (amount <= 0n) this.reject('amount-not-positive');
    else if (this.balances[from]?.country !== this.balances[to]?.country) this.reject('different-countries');
    else this.transfers.add(at, { from, to, amount });
  }

  /** Applies the transfers, and gives the accounts in the order of their numbers. */
  finish(): readonly Balance[] {
    for (const { from, to, amount } of this.transfers.inOrder()) {
      const [sender, receiver] = [this.balances[from] as Balance, this.balances[to] as Balance];
      if (finalOf(sender) < amount) {
        this.reject('insufficient-funds');
        continue;
      }
      sender.outgoing += amount;
      receiver.incoming += amount;
      this.applied++;
    }
    return inOrder(this.balances);
  }

  private reject(reason: RejectionReason): void {
    this.rejections.set(reason, (this.rejections.get(reason) ?? 0) + 1);
  }
}

export const finalOf = ({ opening, incoming, outgoing }: Balance): bigint => opening + incoming - outgoing;

/** Numerically where all account numbers are digits, equal ones by their texts; otherwise by their UTF-8 bytes. */
function inOrder(balances: readonly Balance[]): readonly Balance[] {
  const areNumbers = balances.every(({ accountNumber }) => /^[0-9]+$/.test(accountNumber));
  const keyed = balances.map((balance) => {
    const bytes = Buffer.from(balance.accountNumber, 'utf8');
    const digits = areNumbers ? balance.accountNumber.replace(/^0+/, '') : '';
    return { balance, bytes, digits };
  });
  keyed.sort(
    (one, other) =>
      one.digits.length - other.digits.length ||
      Buffer.compare(Buffer.from(one.digits), Buffer.from(other.digits)) ||
      Buffer.compare(one.bytes, other.bytes),
  );
  return keyed.map(({ balance }) => balance);
}
