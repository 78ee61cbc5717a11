/**
 * The name behind a prefix in the address of a page, which may hold any character.
 * @param pathname encoded, as the browser has it: the router decodes it in a way that cannot tell "a%2Fb" from "a/b"
 */
export function nameInPath(pathname: string, prefix: string): string {
  const encoded = pathname.slice(prefix.length);
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded; // written by hand, with a lone %
  }
}
