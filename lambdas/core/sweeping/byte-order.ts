/** Compares two keys as S3 orders them: by the bytes of their UTF-8. JavaScript's own order differs beyond U+FFFF. */
export const byBytes = (left: string, right: string): number => Buffer.compare(Buffer.from(left), Buffer.from(right));
