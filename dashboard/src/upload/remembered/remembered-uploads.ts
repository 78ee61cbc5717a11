import * as z from 'zod/mini';

// zod would compile its checks with `new Function`, which the content security policy forbids (and reports).
z.config({ jitless: true });

const wholeNumber = z.number().check(z.int(), z.nonnegative());

const rememberedSchema = z.object({
  upload: z.object({
    uploadId: z.string(),
    key: z.string(),
    size: wholeNumber,
    partSize: wholeNumber,
    partCount: wholeNumber,
    expiresAt: z.string(),
  }),
  jobType: z.string(),
  corrects: z.optional(z.string()),
  batchFile: z.optional(
    z.object({ batch: z.string(), role: z.string(), roles: z.readonly(z.array(z.string())), fileName: z.string() }),
  ),
  name: z.string(),
  lastModified: z.number(),
  fingerprint: z.string(),
  begunAt: z.string(),
});

/** An upload that has begun, and how its file is known again: a page that is loaded anew has lost the file itself. */
export type RememberedUpload = z.output<typeof rememberedSchema>;

const place = 'countinghouse.uploads';

/** Where uploads are remembered; localStorage, as far as it is needed. */
export type Memory = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** The uploads that this browser has begun and not ended. What is not understood or has expired is forgotten. */
export class RememberedUploads {
  readonly #memory: () => Memory;
  readonly #now: () => number;

  /** @param memory asked each time: a browser that keeps nothing throws already here */
  constructor(memory: () => Memory, now: () => number = Date.now) {
    this.#memory = memory;
    this.#now = now;
  }

  all(): RememberedUpload[] {
    return this.#read().filter(({ upload }) => Date.parse(upload.expiresAt) > this.#now());
  }

  keep(remembered: RememberedUpload): void {
    this.#write([...this.all().filter((other) => !isSame(other, remembered.upload.uploadId)), remembered]);
  }

  forget(uploadId: string): void {
    this.#write(this.all().filter((other) => !isSame(other, uploadId)));
  }

  #read(): RememberedUpload[] {
    try {
      const content: unknown = JSON.parse(this.#memory().getItem(place) ?? '[]');
      return Array.isArray(content) ? content.flatMap((item) => rememberedSchema.safeParse(item).data ?? []) : [];
    } catch {
      return []; // not JSON, or the browser keeps nothing
    }
  }

  #write(all: readonly RememberedUpload[]): void {
    try {
      if (all.length === 0) this.#memory().removeItem(place);
      else this.#memory().setItem(place, JSON.stringify(all));
    } catch {
      // A browser that keeps nothing cannot resume after a reload; the upload itself goes on.
    }
  }
}

const isSame = ({ upload }: RememberedUpload, uploadId: string): boolean => upload.uploadId === uploadId;
