import { useSearchParams } from 'wouter';

/**
 * What is shown, as the address says it, and a way to change it: an empty value takes its name out of the address.
 * The browser's history keeps no entry for each change, so that "back" leaves the page.
 */
export function useAddress(): [URLSearchParams, (changes: Record<string, string>) => void] {
  const [parameters, setParameters] = useSearchParams();
  const change = (changes: Record<string, string>) =>
    setParameters(
      (before) => {
        const after = new URLSearchParams(before);
        for (const [name, value] of Object.entries(changes)) value ? after.set(name, value) : after.delete(name);
        return after;
      },
      { replace: true },
    );
  return [parameters, change];
}
