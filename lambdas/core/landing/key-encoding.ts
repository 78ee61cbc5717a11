/** S3 notifications write keys as HTML forms do: percent-encoded UTF-8 with `+` for a space. */

/** @throws URIError when the text is not percent-encoded UTF-8. */
export const decodeKey = (encoded: string): string => decodeURIComponent(encoded.replaceAll('+', ' '));

export const encodeKey = (key: string): string =>
  key.split('/').map(encodeURIComponent).join('/').replaceAll('%20', '+');
