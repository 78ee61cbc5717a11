/** Names and status codes as the API's model has them. ValidationException comes from its front and is in no model. */
const statusOf = {
  BadRequestException: 400,
  DatabaseErrorException: 400,
  DatabaseResumingException: 400,
  DatabaseUnavailableException: 504,
  NotFoundException: 404,
  StatementTimeoutException: 400,
  TransactionNotFoundException: 404,
  UnsupportedResultException: 400,
  ValidationException: 400,
} as const;

export type DataApiErrorName = keyof typeof statusOf;

/** An error that is answered to the caller. */
export class DataApiError extends Error {
  override readonly name: DataApiErrorName;
  readonly status: number;

  constructor(name: DataApiErrorName, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = name;
    this.status = statusOf[name];
  }
}
