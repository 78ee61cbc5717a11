/** A queue that messages are put into, as JSON. */
export interface MessageQueue {
  /** @param delaySeconds from 0 to 900 */
  send(message: unknown, delaySeconds: number): Promise<void>;
  /** Sends any number of small messages without delay. @throws Error when one of them was not taken. */
  sendAll(messages: readonly unknown[]): Promise<void>;
}
