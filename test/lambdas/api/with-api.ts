import { afterAll, beforeAll, beforeEach } from 'vitest';
import { ApiUnderTest } from './api-under-test.ts';

/**
 * Starts the API before the tests of a file, empties it before each of them, and stops it behind the last.
 * @param take is given the API once it has started
 */
export function withApi(take: (api: ApiUnderTest) => void): void {
  let api: ApiUnderTest | undefined;
  beforeAll(async () => {
    api = await ApiUnderTest.start();
    take(api);
  }, 60_000);
  afterAll(() => api?.stop());
  beforeEach(() => api?.empty());
}
