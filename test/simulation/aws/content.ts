import { createHash } from 'node:crypto';

/** Figures of one branch, amounts in cents. */
export interface BranchFigures {
  readonly branch: string;
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly sum: number;
}

/** What a landed object holds, as a worker would read it. */
export interface Content {
  readonly name: string;
  readonly size: number;
  readonly checksum: string;
  readonly figures: readonly BranchFigures[];
  /** Lines that go into quarantine; of a correction, the lines of its target that it puts right. */
  readonly lines: readonly number[];
  /** The file breaks its contract as a whole. */
  readonly isBroken: boolean;
}

export function content(name: string, parts: Pick<Content, 'figures' | 'lines' | 'isBroken'>): Content {
  const checksum = createHash('sha256').update(name).digest('base64').slice(0, 11);
  return { name, size: 100 + name.length, checksum: `CRC64NVME:${checksum}=`, ...parts };
}
