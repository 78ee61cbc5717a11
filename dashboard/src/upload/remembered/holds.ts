/** Which tab is at work on which upload: two at once would send the same parts, and one would cancel what the other sends. */
export interface Holds {
  /** Keeps the upload for this tab, until it is released or the tab is closed. */
  hold(uploadId: string): () => void;
  /** The uploads that are held, by this tab or another. */
  elsewhere(): Promise<ReadonlySet<string>>;
}

const prefix = 'countinghouse-upload:';

/** By the browser's own locks between tabs of one origin; it releases those of a tab that is closed or crashes. */
export const browserHolds: Holds = {
  hold: (uploadId) => {
    let release: () => void = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    void navigator.locks.request(prefix + uploadId, () => released);
    return release;
  },
  elsewhere: async () => {
    const { held = [] } = await navigator.locks.query();
    const names = held.flatMap(({ name }) => (name?.startsWith(prefix) ? [name.slice(prefix.length)] : []));
    return new Set(names);
  },
};
