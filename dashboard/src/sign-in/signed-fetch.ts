/** Where tokens come from; the session is one. */
export interface TokenSource {
  /** undefined: there is none any more. */
  token(): Promise<string | undefined>;
  /** Another one than what was refused. */
  renew(refused: string): Promise<string | undefined>;
}

let source: TokenSource | undefined;

/** From here on requests to the API carry a token. */
export function sendTokensOf(given: TokenSource | undefined): void {
  source = given;
}

/** As `fetch`, for the API: with the token, and once more with a new one when it is refused. */
export async function signedFetch(request: Request): Promise<Response> {
  const token = await source?.token();
  // A request can be sent once: its body is gone then.
  const spare = request.clone();
  const answer = await fetch(withToken(request, token));
  if (answer.status !== 401 || token === undefined) return answer;
  const another = await source?.renew(token);
  return another === undefined ? answer : await fetch(withToken(spare, another));
}

function withToken(request: Request, token: string | undefined): Request {
  if (token !== undefined) request.headers.set('authorization', `Bearer ${token}`);
  return request;
}
