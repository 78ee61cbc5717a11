import type { Upload } from './transport.ts';

/** A piece of the file: bytes `from` up to, not including, `to`. */
export interface Part {
  readonly partNumber: number;
  readonly from: number;
  readonly to: number;
}

export type PartPlan = Pick<Upload, 'size' | 'partSize' | 'partCount'>;

/** Every part of a file, in order. An empty file has one, which is empty too. */
export function partsOf({ size, partSize, partCount }: PartPlan): Part[] {
  return Array.from({ length: partCount }, (_, index) => ({
    partNumber: index + 1,
    from: index * partSize,
    to: Math.min(size, (index + 1) * partSize),
  }));
}

export const lengthOf = ({ from, to }: Part): number => to - from;
