import { existsSync } from 'node:fs';
import path from 'node:path';

/** The names of the Lambda functions, which are also the names of their bundles. */
export type FunctionName = 'intake' | 'settle' | 'sweep' | 'migrate' | 'api';

/** Where `npm run build` left what is deployed. Every path is checked when it is asked for. */
export class BuildOutputs {
  readonly #root: string;

  /** @param root the folder that holds `lambdas/`, `glue-scripts/`, `strict-csv/` and `dashboard/` */
  constructor(root: string) {
    this.#root = root;
  }

  /** The folder with the bundle `index.mjs` of a function and the files it reads. */
  lambda(name: FunctionName): string {
    return this.#existing('lambdas', name);
  }

  /** The folder with the numbered SQL files that the migrate function applies. */
  migrations(): string {
    return this.#existing('lambdas', 'migrate', 'migrations');
  }

  /** The declaration of a job type. */
  declaration(jobType: string): string {
    return this.#existing('lambdas', 'intake', 'job-types', `${jobType}.json`);
  }

  /** The folder with the declarations of all job types. */
  declarations(): string {
    return this.#existing('lambdas', 'intake', 'job-types');
  }

  /** A Glue script, by the file name that its job type declares. */
  glueScript(name: string): string {
    return this.#existing('glue-scripts', name);
  }

  /** The Python package that the Glue scripts share. */
  pythonPackage(): string {
    return this.#existing('glue-scripts', 'countinghouse.zip');
  }

  /** The Spark data source. */
  sparkDataSource(): string {
    return this.#existing('strict-csv', 'strict-csv.jar');
  }

  /** The folder with the built dashboard. */
  dashboard(): string {
    return this.#existing('dashboard');
  }

  #existing(...segments: string[]): string {
    const found = path.join(this.#root, ...segments);
    if (!existsSync(found)) {
      throw new Error(`${found} is missing. Run "npm run build" and try again.`);
    }
    return found;
  }
}
