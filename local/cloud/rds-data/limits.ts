/** What one call may cost. Sizes are in bytes, times in milliseconds. */
export interface Limits {
  readonly requestBytes: number;
  readonly responseBytes: number;
  readonly rowBytes: number;
  readonly sqlCharacters: number;
  readonly statementMilliseconds: number;
  readonly transactionIdleMilliseconds: number;
  readonly transactionMilliseconds: number;
  /** Statements and transactions under way at once; more of them wait. */
  readonly connections: number;
}

/** The limits in the "Limitations for the Amazon RDS Data API" of the Aurora user guide, and of the API's model. */
export const realLimits: Limits = {
  requestBytes: 4 * 1024 * 1024,
  responseBytes: 1024 * 1024,
  rowBytes: 64 * 1024,
  sqlCharacters: 65_536,
  statementMilliseconds: 45_000,
  transactionIdleMilliseconds: 3 * 60_000,
  transactionMilliseconds: 24 * 3_600_000,
  connections: 20,
};
