/** What a message of the watchdog queue tells, as far as it is one. */
export interface WatchdogBody {
  readonly runId?: string;
  readonly renew?: boolean;
  readonly restSeconds?: number;
}

/** Of a body that may be anything; nothing of one that is no JSON object. */
export function parseMessage(body: string): WatchdogBody {
  try {
    return (JSON.parse(body) ?? {}) as WatchdogBody;
  } catch {
    return {};
  }
}

/** Whether a message lets days pass for a run that waits for files. */
export const isResting = (body: string): boolean => parseMessage(body).restSeconds !== undefined;
