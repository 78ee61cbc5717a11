import type { JobType } from '../../api/client.ts';
import { type Checked, kindOfFile } from '../../preflight/index.ts';
import { patiently, type Surroundings } from '../engine/patience.ts';
import { sendFile } from '../engine/send-file.ts';
import { Slots } from '../engine/slots.ts';
import { TransportError, type Upload, type UploadTransport } from '../engine/transport.ts';
import { fingerprintOf, isSameFile } from '../remembered/fingerprint.ts';
import type { Holds } from '../remembered/holds.ts';
import type { RememberedUpload, RememberedUploads } from '../remembered/remembered-uploads.ts';
import { type BatchFile, batchFileOf, batchStanding, proposedBatch } from './batch.ts';
import { ItemStore } from './item-store.ts';
import { type Check, canMove, canStart, isUnderWay, refusalOf, type UploadItem } from './upload-item.ts';
import { newWork, type Work } from './work.ts';

export interface UploadsParts {
  readonly transport: UploadTransport;
  readonly surroundings: Surroundings;
  readonly remembered: RememberedUploads;
  readonly holds: Holds;
  /** Tells which of the declared files it is, too. */
  readonly check: (file: File, declarations: readonly JobType[], signal: AbortSignal) => Promise<Checked>;
}

export interface Target {
  /** Of the kinds of files that they may be. */
  readonly declarations: readonly JobType[];
  /** The run of which the files correct rows. */
  readonly corrects?: string | undefined;
}

const filesAtOnce = 3;
const putsAtOnce = 4;

const gone =
  'The upload had ended already. Its last answer may have been lost: see under Runs whether the file is there before you send it again.';
const otherFile =
  'This is another file: name, size, time of change or beginning differ. Pick the one that was interrupted.';

/** All uploads of this page, from the picked file to the landed one. They go on whichever page is shown. */
export class Uploads {
  readonly store = new ItemStore();
  readonly #parts: UploadsParts;
  readonly #work = new Map<string, Work>();
  readonly #files = new Slots(filesAtOnce);
  readonly #puts = new Slots(putsAtOnce);
  #ids = 0;
  #batch = proposedBatch(new Date());

  constructor(parts: UploadsParts) {
    this.#parts = parts;
  }

  /** The batch of the files that are added now, where a run has several. */
  readonly batch = (): string => this.#batch;

  /** Names another batch, also for the files that have not been sent yet. */
  moveTo(batch: string): void {
    this.#batch = batch;
    this.store.changeAll((item) =>
      item.batchFile && canMove(item) ? { ...item, batchFile: { ...item.batchFile, batch } } : item,
    );
  }

  /** Lists what was interrupted when this browser's page was last left; what another tab is at work on stays there. */
  async restore(): Promise<void> {
    const held = await this.#parts.holds.elsewhere();
    for (const remembered of this.#parts.remembered.all()) {
      if (!held.has(remembered.upload.uploadId)) this.#addInterrupted(remembered);
    }
  }

  /** Adds files and checks them. One that was interrupted before goes on where it was. */
  async add(files: readonly File[], target: Target): Promise<void> {
    for (const file of files) {
      const interrupted = await this.#interruptedOf(file, target);
      if (interrupted === undefined) this.#addNew(file, target);
      else await this.attach(interrupted.id, file);
    }
  }

  /** Gives an interrupted upload its file back, and goes on if it is the same. */
  async attach(id: string, file: File): Promise<void> {
    const work = this.#work.get(id);
    const remembered = this.#parts.remembered.all().find(({ upload }) => upload.uploadId === work?.upload?.uploadId);
    if (work === undefined || remembered === undefined) return;
    if (!(await isSameFile(remembered, file))) {
      this.store.change(id, { error: otherFile });
      return;
    }
    work.file = file;
    this.store.change(id, { phase: 'paused', error: undefined });
    this.start(id);
  }

  /** Begins, or goes on after a pause or a failure. */
  start(id: string): void {
    const item = this.store.find(id);
    const work = this.#work.get(id);
    if (item === undefined || work?.file === undefined || !canStart(item) || refusalOf(item) !== undefined) return;
    work.stop = new AbortController();
    this.store.change(id, { phase: 'queued', error: undefined, bytesPerSecond: undefined });
    work.ended = this.#run(id, item, work, work.file, work.ended);
  }

  /** Stops sending; what has arrived stays there. Once all has arrived, there is nothing to stop. */
  pause(id: string): void {
    const item = this.store.find(id);
    if (item === undefined || !isUnderWay(item) || item.phase === 'completing') return;
    this.#work.get(id)?.stop.abort();
    this.store.change(id, { phase: 'paused', bytesPerSecond: undefined });
  }

  /** Takes an item off the list. Unless its file has landed, what has arrived of it is removed. */
  async remove(id: string): Promise<void> {
    const work = this.#work.get(id);
    const landed = this.store.find(id)?.landed !== undefined;
    this.store.remove(id);
    this.#work.delete(id);
    if (work === undefined) return;
    work.stop.abort();
    await work.ended;
    work.release();
    if (work.upload !== undefined && !landed) await this.#abort(work.upload);
  }

  /** Parts that are not removed now are removed by the bucket after a week. */
  async #abort({ uploadId }: Upload): Promise<void> {
    this.#parts.remembered.forget(uploadId);
    await this.#parts.transport.abort(uploadId).catch(() => {});
  }

  #addNew(file: File, { declarations, corrects }: Target): void {
    const [first] = declarations;
    if (first === undefined) return;
    const item = this.#item(file.name, file.size, first.name, corrects);
    const work = newWork(file, undefined);
    this.#work.set(item.id, work);
    this.store.add(item);
    this.#parts.check(file, declarations, work.stop.signal).then(
      ({ declaration, role, report }) => this.#checked(item, { declaration, role }, { kind: 'report', report }),
      (error: unknown) => {
        const { kind: declaration, role } = kindOfFile([], file.name, declarations);
        this.#checked(item, { declaration, role }, { kind: 'failed', message: textOf(error) });
      },
    );
  }

  /** It is known now what the file is, and with that where it lands. */
  #checked({ id, name }: UploadItem, is: { readonly declaration: JobType; readonly role: string }, check: Check): void {
    const { declaration, role } = is;
    const fileOf = (): BatchFile | undefined => batchFileOf(declaration, { role, name }, this.#batch);
    if (fileOf() !== undefined && batchStanding(this.#batch, this.store.items()).isComplete)
      this.#batch = proposedBatch(new Date());
    this.store.change(id, { phase: 'ready', jobType: declaration.name, batchFile: fileOf(), check });
  }

  #addInterrupted({ name, jobType, corrects, batchFile, upload }: RememberedUpload): void {
    const item: UploadItem = { ...this.#item(name, upload.size, jobType, corrects), batchFile, phase: 'interrupted' };
    const work = newWork(undefined, upload);
    work.release = this.#parts.holds.hold(upload.uploadId);
    this.#work.set(item.id, work);
    this.store.add(item);
  }

  #item(name: string, size: number, jobType: string, corrects: string | undefined): UploadItem {
    this.#ids += 1;
    const nothingYet = {
      batchFile: undefined,
      sent: 0,
      bytesPerSecond: undefined,
      error: undefined,
      landed: undefined,
    } as const;
    const id = `upload-${this.#ids}`;
    return { id, name, size, jobType, corrects, phase: 'checking', check: { kind: 'none' }, ...nothingYet };
  }

  async #interruptedOf(file: File, { declarations, corrects }: Target): Promise<UploadItem | undefined> {
    for (const remembered of this.#parts.remembered.all()) {
      const isTarget = declarations.some(({ name }) => name === remembered.jobType) && remembered.corrects === corrects;
      const item = isTarget ? this.#interruptedBy(remembered) : undefined;
      if (item !== undefined && (await isSameFile(remembered, file))) return item;
    }
    return undefined;
  }

  #interruptedBy({ upload }: RememberedUpload): UploadItem | undefined {
    const isOf = (id: string): boolean => this.#work.get(id)?.upload?.uploadId === upload.uploadId;
    return this.store.items().find(({ id, phase }) => phase === 'interrupted' && isOf(id));
  }

  async #run(id: string, item: UploadItem, work: Work, file: File, before: Promise<void>): Promise<void> {
    const { signal } = work.stop;
    await before;
    try {
      await this.#files.during(signal, () => this.#send(id, item, work, file, signal));
    } catch (error) {
      if (signal.aborted) return;
      const isGone = error instanceof TransportError && error.kind === 'gone';
      if (isGone && work.upload !== undefined) this.#parts.remembered.forget(work.upload.uploadId);
      if (isGone) {
        work.release();
        work.upload = undefined;
      }
      this.store.change(id, { phase: 'failed', bytesPerSecond: undefined, error: isGone ? gone : textOf(error) });
    }
  }

  async #send(id: string, item: UploadItem, work: Work, file: File, signal: AbortSignal): Promise<void> {
    this.store.change(id, { phase: 'sending' });
    const upload = work.upload ?? (await this.#begin(item, file, signal));
    if (work.upload === undefined) work.release = this.#parts.holds.hold(upload.uploadId);
    work.upload = upload;
    let isFirst = true;
    const landed = await sendFile({
      transport: this.#parts.transport,
      surroundings: this.#parts.surroundings,
      slots: this.#puts,
      upload,
      file,
      signal,
      onProgress: (sent) => {
        const at = performance.now();
        // What had arrived before was not sent just now.
        if (isFirst) work.rate.restart(sent);
        isFirst = false;
        work.rate.tell(sent, at);
        this.store.changeSoon(id, { sent, bytesPerSecond: work.rate.bytesPerSecond(at) });
      },
      onCompleting: () => this.store.change(id, { phase: 'completing', bytesPerSecond: undefined }),
    });
    this.#parts.remembered.forget(upload.uploadId);
    work.release();
    this.store.change(id, { phase: 'landed', sent: item.size, bytesPerSecond: undefined, landed });
  }

  async #begin({ jobType, corrects, batchFile }: UploadItem, file: File, signal: AbortSignal): Promise<Upload> {
    const { name, size, lastModified } = file;
    const place =
      batchFile === undefined ? { fileName: name } : { fileName: batchFile.fileName, batch: batchFile.batch };
    const request = { jobType, size, ...place, ...(corrects === undefined ? {} : { corrects }) };
    const { transport, surroundings } = this.#parts;
    const upload = await patiently(() => transport.begin(request, signal), surroundings, signal);
    const fingerprint = await fingerprintOf(file);
    const begunAt = new Date().toISOString();
    this.#parts.remembered.keep({ upload, jobType, corrects, batchFile, name, lastModified, fingerprint, begunAt });
    return upload;
  }
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
