import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** A test that a page names as a proof, at the end of a table's row: the file's path and the test's title. */
export interface Proof {
  readonly file: string;
  readonly title: string;
}

export const readPage = (page: string): string => readFileSync(join(root, page), 'utf8');

export const proofsOf = (page: string): readonly Proof[] =>
  [...page.matchAll(/\| `(test\/[^`]+)`: (.+?) +\|$/gm)].map(([, file = '', title = '']) => ({ file, title }));

/** Whether a test of that title stands in that file. */
export const exists = ({ file, title }: Proof): boolean =>
  existsSync(join(root, file)) && words(readFileSync(join(root, file), 'utf8')).includes(words(title));

/** A title as it stands in a test's source, where quotes may be written in another way. */
const words = (text: string): string => text.replaceAll(/\\?['’]/g, "'");
