import type { RememberedUpload } from './remembered-uploads.ts';

/** Bytes at the beginning of a file by which it is known again. */
const looked = 64 * 1024;

/** SHA-256 of a file's first bytes, in hexadecimal: with name, size and time of change, it tells one file from another. */
export async function fingerprintOf(file: Blob): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await file.slice(0, looked).arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Whether a picked file is the one of which parts have arrived already. */
export async function isSameFile(remembered: RememberedUpload, file: File): Promise<boolean> {
  const { name, lastModified, fingerprint, upload } = remembered;
  const looksSame = file.name === name && file.size === upload.size && file.lastModified === lastModified;
  return looksSame && (await fingerprintOf(file)) === fingerprint;
}
