/** An error that is answered to the caller; all of them have status 400. */
export class GlueError extends Error {
  override readonly name:
    | 'EntityNotFoundException'
    | 'ConcurrentRunsExceededException'
    | 'InvalidInputException'
    | 'IdempotentParameterMismatchException';

  constructor(name: GlueError['name'], message: string) {
    super(message);
    this.name = name;
  }
}
