const second = 1000;

/** How often to ask: at first, and at most how seldom while asking again and again brings nothing new; and after a failure. */
export const paces = {
  busy: { first: 1 * second, last: 5 * second },
  idle: { first: 5 * second, last: 60 * second },
  failed: 30 * second,
} as const;
const growth = 1.5;

/** What is looked at of a query. */
interface Asked<Data> {
  readonly state: { readonly data: Data | undefined; readonly dataUpdateCount: number; readonly status: string };
}

interface Seen {
  readonly updates: number;
  readonly data: unknown;
  readonly unchanged: number;
}

const seen = new WeakMap<object, Seen>();

/**
 * Options for a query that keeps itself up to date: `useQuery({ …, ...polling(isOpen) })`. It asks every second while
 * something is going on and every 5 seconds otherwise; each answer that brings nothing new lets it wait half as long again,
 * up to 5 and 60 seconds. A hidden tab does not ask, and asks at once when it is seen again.
 *
 * @param busy whether the data tell of something that is going on
 */
export function polling<Data>(busy: (data: Data) => boolean) {
  return {
    refetchInterval: (query: Asked<Data>) => intervalOf(query, busy),
    refetchIntervalInBackground: false,
    refetchOnWindowFocus: 'always' as const,
    refetchOnReconnect: 'always' as const,
  };
}

function intervalOf<Data>(query: Asked<Data>, busy: (data: Data) => boolean): number {
  const { data, status } = query.state;
  if (status === 'error') return paces.failed;
  const pace = data !== undefined && busy(data) ? paces.busy : paces.idle;
  return Math.min(pace.last, Math.round(pace.first * growth ** unchangedAnswers(query)));
}

/** How many answers in a row brought nothing new: equal answers are the same object (structural sharing). */
function unchangedAnswers(query: Asked<unknown>): number {
  const { data, dataUpdateCount: updates } = query.state;
  const before = seen.get(query);
  if (before && before.updates === updates) return before.unchanged;
  const unchanged = before && before.data === data ? before.unchanged + updates - before.updates : 0;
  seen.set(query, { updates, data, unchanged });
  return unchanged;
}
