const prefix = '/branches/';

/** The code in the address of a branch's page, which may hold any character. */
export function branchCodeOf(pathname: string): string {
  const encoded = pathname.slice(prefix.length);
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded; // written by hand, with a lone %
  }
}
