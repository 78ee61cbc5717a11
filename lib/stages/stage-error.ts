/** A stage that cannot be deployed as it was asked for. The message is for the person at the terminal. */
export class StageError extends Error {
  override readonly name = 'StageError';
}
