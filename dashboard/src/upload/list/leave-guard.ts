import type { ItemStore } from './item-store.ts';
import { isUnderWay } from './upload-item.ts';

/** Has the browser ask before the page is left while files are being sent. Only then: such a page is kept in no cache. */
export function guardLeaving(store: ItemStore): void {
  const ask = (event: BeforeUnloadEvent) => event.preventDefault();
  store.subscribe(() => {
    if (store.items().some(isUnderWay)) window.addEventListener('beforeunload', ask);
    else window.removeEventListener('beforeunload', ask);
  });
}
