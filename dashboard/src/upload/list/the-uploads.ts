import { useSyncExternalStore } from 'react';
import { preflight } from '../../preflight/index.ts';
import { browserSurroundings } from '../engine/browser-surroundings.ts';
import { httpTransport } from '../engine/http-transport.ts';
import { browserHolds } from '../remembered/holds.ts';
import { RememberedUploads } from '../remembered/remembered-uploads.ts';
import { guardLeaving } from './leave-guard.ts';
import type { UploadItem } from './upload-item.ts';
import { Uploads } from './uploads.ts';

/** The uploads of this page. They belong to no component: going to another page ends none of them. */
export const uploads = new Uploads({
  transport: httpTransport,
  surroundings: browserSurroundings,
  remembered: new RememberedUploads(() => window.localStorage),
  holds: browserHolds,
  check: (file, declarations, signal) => preflight(file, declarations, { signal }),
});

guardLeaving(uploads.store);
void uploads.restore();

/** What there is to be shown, whenever it changes. */
export function useUploads(): readonly UploadItem[] {
  return useSyncExternalStore(uploads.store.subscribe, uploads.store.items);
}

/** The batch of the files that are added now. */
export function useBatch(): string {
  return useSyncExternalStore(uploads.store.subscribe, uploads.batch);
}
