/** The documents that a user of the dashboard needs, as they were when it was built: they fit its version. */
export const documents = {
  analyst: { title: 'For the analyst: reading the figures', load: () => import('../../../../docs/analyst.md?raw') },
  operator: {
    title: 'For the operator: when a file goes wrong',
    load: () => import('../../../../docs/operator.md?raw'),
  },
  requests: {
    title: 'Asking for a run, and reading the reply',
    load: () => import('../../../../docs/requests.md?raw'),
  },
  csv: { title: 'What a CSV file must look like', load: () => import('../../../../docs/csv.md?raw') },
  deployer: { title: 'For the deployer: AWS', load: () => import('../../../../docs/deployer.md?raw') },
} as const;

export type DocumentName = keyof typeof documents;

export function isDocumentName(name: string): name is DocumentName {
  return Object.hasOwn(documents, name);
}
