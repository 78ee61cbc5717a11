/** Where somebody was when they had to sign in. What is shown is in the address, so that this is all. */
export interface Place {
  readonly address: string;
  /** Pixels from the top of the page. */
  readonly scroll: number;
}

export const home: Place = { address: '/', scroll: 0 };

export function placeNow(): Place {
  const { pathname, search, hash } = window.location;
  return { address: `${pathname}${search}${hash}`, scroll: window.scrollY };
}

/** Reads what a sign-in brings back. Only an address of this site will do: no link can send anybody elsewhere. */
export function placeOf(state: unknown): Place {
  const { address, scroll } = (typeof state === 'object' && state !== null ? state : {}) as Partial<Place>;
  if (typeof address !== 'string' || !/^\/(?![/\\])/.test(address)) return home;
  return { address, scroll: typeof scroll === 'number' && Number.isFinite(scroll) ? scroll : 0 };
}

/** Rows come a while after the page. */
const patienceMs = 10_000;

/** Scrolls to where somebody was as soon as the page is long enough, unless they begin to scroll themselves. */
export function scrollBack({ scroll }: Place): void {
  if (scroll <= 0) return;
  const given = new AbortController();
  const { signal } = given;
  const end = () => given.abort();
  const observer = new ResizeObserver(() => {
    if (document.documentElement.scrollHeight < scroll + window.innerHeight) return;
    window.scrollTo(0, scroll);
    end();
  });
  signal.addEventListener('abort', () => observer.disconnect());
  for (const event of ['wheel', 'touchstart', 'keydown']) window.addEventListener(event, end, { signal });
  setTimeout(end, patienceMs);
  observer.observe(document.body);
}
