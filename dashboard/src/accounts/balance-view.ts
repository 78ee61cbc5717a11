/** Which balances are shown: of one run, or of the one that ended last of those that count. */
export interface BalanceView {
  readonly runId: string;
  /** Empty for all of them. */
  readonly country: string;
  /** What the numbers of the accounts begin with. */
  readonly q: string;
}

/** The view that an address names; what it does not name is as usual. */
export function viewOf(address: URLSearchParams): BalanceView {
  const [runId = '', country = '', q = ''] = ['runId', 'country', 'q'].map((name) => address.get(name) ?? '');
  return { runId, country, q };
}

/** The address of an account's own page. Its number may hold any character. */
export function accountAddress(accountNumber: string): string {
  return `/accounts/${encodeURIComponent(accountNumber)}`;
}

/** The accounts of a run, of one country of it if that is named. */
export function accountsAddress(runId: string, country = ''): string {
  return `/accounts?${new URLSearchParams({ ...(runId && { runId }), ...(country && { country }) })}`;
}

export function rejectedTransfersAddress(runId: string): string {
  return `/transfers/rejected?${new URLSearchParams({ runId })}`;
}

/** The name under which its declaration stands. */
export const balancesJobType = 'account-balances';
