import { checkFile, type FileToCheck } from './check-file.ts';
import { declarationSchema } from './declaration.ts';
import type { PreflightReport } from './report.ts';

/** What the page asks for; the declaration is as the API gave it. */
export interface PreflightRequest extends FileToCheck {
  readonly declaration: unknown;
}

export type PreflightAnswer = { readonly report: PreflightReport } | { readonly failure: string };

self.onmessage = async ({ data }: MessageEvent<PreflightRequest>) => {
  self.postMessage(await answer(data));
};

async function answer({ declaration, ...file }: PreflightRequest): Promise<PreflightAnswer> {
  try {
    return { report: await checkFile(file, declarationSchema.parse(declaration)) };
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) };
  }
}
