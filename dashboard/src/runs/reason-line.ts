import type { Run } from '../api/client.ts';

const longest = 240;

/** A sentence ends where the next one begins: behind a full stop within a number, a name or 'e.g.' none does. */
const sentenceEnd = /[.!?]["'”’)]?(?=\s+["'“‘(]?\p{Lu})/u;

/** `s3://bucket/folder/name (version …)`: all that tells it from its neighbours in a list is the name. */
const fullPlace = /s3:\/\/(?:(?! \(version ).)*?([^/]+) \(version [^()]*\)/g;

/**
 * Why a run failed, in one line: the code in words and the first sentence of what is known, in which files go by their
 * names.
 */
export function reasonLine(error: NonNullable<Run['error']>): string {
  const sentence = firstSentence(error.message.replace(fullPlace, '$1'));
  const code = codeInWords(error.code);
  return sentence === '' ? code : `${code}: ${sentence}`;
}

/** 'too-many-bad-rows' as a person writes it: 'Too many bad rows'. */
export function codeInWords(code: string): string {
  const words = code.replace(/[-_\s]+/g, ' ').trim();
  return words === '' ? 'Unknown error' : words.charAt(0).toUpperCase() + words.slice(1);
}

/** The first sentence of a text in one line, cut between words when it is very long. */
export function firstSentence(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const end = sentenceEnd.exec(line);
  const sentence = end ? line.slice(0, end.index + end[0].length) : line;
  if (sentence.length <= longest) return sentence;
  const cut = sentence.slice(0, longest);
  const space = cut.lastIndexOf(' ');
  return `${(space > longest / 2 ? cut.slice(0, space) : cut).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
