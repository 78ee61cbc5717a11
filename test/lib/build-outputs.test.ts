import path from 'node:path';
import { expect, it } from 'vitest';
import { BuildOutputs } from '../../lib/build-outputs.ts';
import { smallBuildOutputs, temporaryFolder } from './fixtures/build-outputs.ts';

it('finds what was built', () => {
  const root = temporaryFolder();
  expect(smallBuildOutputs(root).lambda('intake')).toBe(path.join(root, 'lambdas', 'intake'));
});

it('names what is missing, and the command that makes it', () => {
  const outputs = new BuildOutputs(temporaryFolder());
  expect(() => outputs.sparkDataSource()).toThrow(/strict-csv\.jar is missing\. Run "npm run build" and try again\.$/);
});
