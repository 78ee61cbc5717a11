import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { CustomResource, Duration, type aws_s3 as s3 } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { z } from 'zod';
import type { environmentSchema } from '../../lambdas/migrate/environment.ts';
import type { Deployment } from '../deployment.ts';
import type { Database } from './database.ts';
import { HandlerFunction } from './handler-function.ts';
import { grantEndingLulls } from './lull-grants.ts';

export interface SchemaMigrationsProps {
  readonly deployment: Deployment;
  readonly database: Database;
  readonly results: s3.Bucket;
}

/**
 * Applies the numbered SQL files to the database on deploy, whenever one was added. A deployment whose migration fails
 * fails and is rolled back before any code that needs the new tables is deployed.
 */
export class SchemaMigrations extends Construct {
  constructor(scope: Construct, id: string, { deployment, database, results }: SchemaMigrationsProps) {
    super(scope, id);
    // Lambda's longest: many statements take their time, though none of them more than the Data API's 45 s.
    const timeout = Duration.minutes(15);
    const migrate = new HandlerFunction<z.input<typeof environmentSchema>>(this, 'Migrate', {
      deployment,
      name: 'migrate',
      description: 'Applies the numbered SQL migrations to the database, once each',
      environment: { ...database.variables, RESULTS_BUCKET: results.bucketName },
      memoryMiB: 256,
      timeout,
    });
    database.grantDataApi(migrate.role);
    database.grantTransactions(migrate.role);
    grantEndingLulls(migrate.role, results);
    const resource = new CustomResource(this, 'Applied', {
      resourceType: 'Custom::SchemaMigrations',
      serviceToken: migrate.function.functionArn,
      // Without it CloudFormation waits an hour for a function that died.
      serviceTimeout: timeout,
      properties: { migrationsHash: hashOfMigrations(deployment.outputs.migrations()) },
    });
    // The writer must exist and the function's role must be allowed in before the first statement.
    resource.node.addDependency(database, migrate.role);
  }
}

/** The SHA-256, in hex, over names and contents of the SQL files of a folder, in the order of their names. */
export function hashOfMigrations(directory: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(directory).sort()) {
    if (!name.endsWith('.sql')) {
      continue;
    }
    const content = readFileSync(path.join(directory, name));
    // Lengths first, so that text cannot move between a name and a content, or between two files, unseen.
    hash.update(`${name.length}:${name}${content.length}:`).update(content);
  }
  return hash.digest('hex');
}
