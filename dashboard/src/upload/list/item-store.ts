import type { UploadItem } from './upload-item.ts';

/** Progress comes a hundred times a second; a person reads a few numbers a second. */
const progressEvery = 250; // milliseconds

/** Holds the items and tells whoever listens; fit for React's `useSyncExternalStore`. */
export class ItemStore {
  #items: readonly UploadItem[] = [];
  readonly #listeners = new Set<() => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The same array until something changes. */
  readonly items = (): readonly UploadItem[] => this.#items;

  find(id: string): UploadItem | undefined {
    return this.#items.find((item) => item.id === id);
  }

  add(item: UploadItem): void {
    this.#items = [...this.#items, item];
    this.#tell();
  }

  /** Changes an item, if it is still there. */
  change(id: string, changes: Partial<UploadItem>): void {
    this.#set(id, changes);
    this.#tell();
  }

  /** Changes items at once, where the change is one. */
  changeAll(changed: (item: UploadItem) => UploadItem): void {
    this.#items = this.#items.map(changed);
    this.#tell();
  }

  /** Changes an item, and tells of it soon. */
  changeSoon(id: string, changes: Partial<UploadItem>): void {
    this.#set(id, changes);
    this.#timer ??= setTimeout(() => this.#tell(), progressEvery);
  }

  remove(id: string): void {
    this.#items = this.#items.filter((item) => item.id !== id);
    this.#tell();
  }

  #set(id: string, changes: Partial<UploadItem>): void {
    this.#items = this.#items.map((item) => (item.id === id ? { ...item, ...changes } : item));
  }

  #tell(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const listener of this.#listeners) listener();
  }
}
