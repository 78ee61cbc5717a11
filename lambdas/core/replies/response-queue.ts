/** The queue that replies go to. Its reader is somebody else, so what is sent is a text and not ours to encode. */
export interface ResponseQueue {
  /** What the queue is called in the requests' records. */
  readonly address: string;
  /** @throws what the platform throws when it did not take the message, or when its answer was lost */
  send(body: string): Promise<void>;
}
