import { TransferRate } from '../engine/transfer-rate.ts';
import type { Upload } from '../engine/transport.ts';

/** What an item needs that is not shown. */
export interface Work {
  /** Missing after a reload, until it is picked again. */
  file: File | undefined;
  upload: Upload | undefined;
  /** Lets other tabs have the upload. */
  release: () => void;
  readonly rate: TransferRate;
  /** Stops what goes on now. */
  stop: AbortController;
  /** Ends when what goes on now has ended. */
  ended: Promise<void>;
}

export function newWork(file: File | undefined, upload: Upload | undefined): Work {
  return {
    file,
    upload,
    release: () => {},
    rate: new TransferRate(),
    stop: new AbortController(),
    ended: Promise.resolve(),
  };
}
