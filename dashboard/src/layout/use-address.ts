import { useMemo, useRef } from 'react';
import { useRouter } from 'wouter';

/**
 * What is shown, as the address says it, and a way to change it: an empty value takes its name out of the address.
 * The browser's history keeps no entry for each change, so that "back" leaves the page.
 *
 * The address is taken as the browser has it. The router's own `useSearchParams` decodes it once more, in which `%25` loses
 * its meaning both in the path and in the parameters.
 */
export function useAddress(): [URLSearchParams, (changes: Record<string, string>) => void] {
  const [path, navigate] = usePath();
  const router = useRouter();
  const search = router.searchHook(router);
  const parameters = useMemo(() => new URLSearchParams(search), [search]);
  // Of two changes before the next drawing the second builds on the first.
  const newest = useRef(parameters);
  newest.current = parameters;
  const change = (changes: Record<string, string>) => {
    const after = new URLSearchParams(newest.current);
    for (const [name, value] of Object.entries(changes)) value ? after.set(name, value) : after.delete(name);
    newest.current = after;
    navigate(`${path}${after.size > 0 ? `?${after}` : ''}`, { replace: true });
  };
  return [parameters, change];
}

/** The path of the page, encoded as the browser has it, and a way to go elsewhere. */
export function usePath(): [string, (address: string, options?: { replace?: boolean }) => void] {
  const router = useRouter();
  return router.hook(router);
}
