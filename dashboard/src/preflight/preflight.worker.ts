import { type CheckedKind, checkKind } from './check-kind.ts';
import { declarationSchema } from './declaration.ts';

/** What the page asks for; the declarations are as the API gave them. */
export interface PreflightRequest {
  readonly blob: Blob;
  readonly name: string;
  /** Of the kinds of files that it may be. */
  readonly declarations: readonly unknown[];
}

export type PreflightAnswer = CheckedKind | { readonly failure: string };

self.onmessage = async ({ data }: MessageEvent<PreflightRequest>) => {
  self.postMessage(await answer(data));
};

async function answer({ declarations, ...file }: PreflightRequest): Promise<PreflightAnswer> {
  try {
    const kinds = declarations.map((declaration) => declarationSchema.parse(declaration));
    return await checkKind(file, kinds);
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) };
  }
}
