import { createApi } from '../app.ts';
import type { Dependencies } from '../dependencies.ts';
import { type OpenApiDocument, openApiDocument } from './document.ts';

/** The description of the API, without any of the parts that answer its requests. */
export function describeApi(): OpenApiDocument {
  const neverCalled = (): never => {
    throw new Error('The API is only described here.');
  };
  const dependencies: Dependencies = {
    runs: { list: neverCalled, detail: neverCalled, run: neverCalled },
    branches: { list: neverCalled, detail: neverCalled, series: neverCalled, readAll: neverCalled },
    receipts: { receipt: neverCalled, figures: neverCalled, correctedLines: neverCalled },
    downloads: { make: neverCalled },
    rejects: { list: neverCalled },
    rejectDownloads: { make: neverCalled },
    requests: { ask: neverCalled },
    acts: { retry: neverCalled, withdraw: neverCalled, restore: neverCalled },
    uploads: {
      begin: neverCalled,
      addresses: neverCalled,
      arrived: neverCalled,
      complete: neverCalled,
      abort: neverCalled,
    },
    jobTypes: new Map(),
    pingDatabase: neverCalled,
    codeVersion: '',
    claimRules: { rolesClaim: '', roleNames: { viewer: '', operator: '' }, nameClaim: '' },
    answerWithinMs: 1,
    reportUnexpected: neverCalled,
    reportAnswered: neverCalled,
  };
  return openApiDocument(createApi(dependencies));
}

/** The text of the committed document. */
export function describeApiText(): string {
  return `${JSON.stringify(describeApi(), null, 2)}\n`;
}
