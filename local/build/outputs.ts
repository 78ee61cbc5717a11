import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { runCommand } from '../install/command.mjs';
import { jarsDirectory } from '../install/jars.mjs';
import { filesUnder } from './inputs.ts';
import { zip } from './zip.ts';

/** Where one output is made, and from what. All paths are relative to the project's folder. */
export interface Output {
  readonly name: string;
  /** Below `.countinghouse/build/`. */
  readonly folder: string;
  readonly inputs: readonly string[];
  /** Fills the empty folder `into` (an absolute path). */
  make(into: string, context: MakeContext): Promise<void>;
}

export interface MakeContext {
  readonly root: string;
  readonly signal: AbortSignal;
}

const LAMBDAS = ['intake', 'settle', 'sweep', 'migrate', 'api'] as const;
const LOCKED = ['package-lock.json', 'tsconfig.json'];

export const outputs: readonly Output[] = [
  {
    name: 'Lambda functions',
    folder: 'lambdas',
    inputs: ['lambdas', 'job-types', 'migrations', 'local/build', ...LOCKED],
    make: bundleLambdas,
  },
  { name: 'Glue scripts', folder: 'glue-scripts', inputs: ['glue-scripts', 'local/build'], make: packGlueScripts },
  {
    name: 'strict-csv',
    folder: 'strict-csv',
    inputs: ['glue-scripts/strict-csv', 'local/install/jars.json', 'local/install/requirements.txt'],
    make: compileStrictCsv,
  },
  {
    name: 'dashboard',
    folder: 'dashboard',
    inputs: [
      'dashboard',
      'csv-rules',
      'docs',
      'lambdas/core/reports',
      'lambdas/core/receipts',
      'lambdas/api',
      'job-types',
      ...LOCKED,
    ],
    make: bundleDashboard,
  },
];

async function bundleLambdas(into: string, { root }: MakeContext): Promise<void> {
  const { build } = await import('esbuild');
  await build({
    absWorkingDir: root,
    entryPoints: LAMBDAS.map((name) => ({ in: `lambdas/${name}/handler.ts`, out: `${name}/index` })),
    outdir: into,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    minify: true,
    keepNames: true,
    sourcemap: true,
    sourcesContent: false,
    // Packages that are still CommonJS call `require`, which a module has not.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: 'silent',
  });
  for (const name of LAMBDAS) {
    copyFiles(root, ['job-types'], '.json', join(into, name, 'job-types'));
  }
  copyFiles(root, ['migrations'], '.sql', join(into, 'migrate', 'migrations'));
}

function copyFiles(root: string, folders: readonly string[], suffix: string, into: string): void {
  mkdirSync(into, { recursive: true });
  for (const path of filesUnder(root, folders).filter((file) => file.endsWith(suffix))) {
    cpSync(join(root, path), join(into, path.split('/').at(-1) ?? path));
  }
}

async function packGlueScripts(into: string, { root }: MakeContext): Promise<void> {
  const scripts = readdirSync(join(root, 'glue-scripts')).filter((name) => name.endsWith('.py'));
  for (const name of scripts) {
    cpSync(join(root, 'glue-scripts', name), join(into, name));
  }
  const entries = filesUnder(root, ['glue-scripts/countinghouse'])
    .filter((path) => path.endsWith('.py'))
    .map((path) => ({ name: relative('glue-scripts', path), content: readFileSync(join(root, path)) }));
  writeFileSync(join(into, 'countinghouse.zip'), zip(entries));
}

async function compileStrictCsv(into: string, { root, signal }: MakeContext): Promise<void> {
  const script = join('glue-scripts', 'strict-csv', 'build.mjs');
  const classpath = [sparkJars(root), jarsDirectory(root)].flatMap((folder) => ['--classpath', folder]);
  const jar = join(into, 'strict-csv.jar');
  await runCommand(process.execPath, [script, ...classpath, '--out', jar], { cwd: root, signal });
}

/** The jars inside the pyspark package of the Python environment. */
export function sparkJars(root: string): string {
  const library = join(root, '.countinghouse', 'venv', 'lib');
  const version = readdirSync(library).find((name) => name.startsWith('python3'));
  return join(library, version ?? 'python3', 'site-packages', 'pyspark', 'jars');
}

async function bundleDashboard(into: string, { root, signal }: MakeContext): Promise<void> {
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const parameters = [vite, 'build', 'dashboard', '--outDir', into, '--emptyOutDir', '--logLevel', 'warn'];
  // Whoever builds under another NODE_ENV, a test runner for instance, must not ship the development build of React.
  const env = { ...process.env, NODE_ENV: 'production' };
  await runCommand(process.execPath, parameters, { cwd: root, env, signal });
}
