import * as cloudtrailClient from '@aws-sdk/client-cloudtrail';
import * as ec2Client from '@aws-sdk/client-ec2';
import * as kmsClient from '@aws-sdk/client-kms';
import * as s3Client from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import * as cloudtrail from '../../../model/cloudtrail/shapes.ts';
import * as ec2 from '../../../model/ec2/shapes.ts';
import * as iam from '../../../model/iam/shapes.ts';
import { modelledErrors as kmsErrors } from '../../../model/kms/modelledErrors.ts';
import { shapes as kmsShapes } from '../../../model/kms/shapes.ts';
import * as rds from '../../../model/rds/shapes.ts';
import * as redshift from '../../../model/redshift/shapes.ts';
import * as s3 from '../../../model/s3/shapes.ts';
import * as sts from '../../../model/sts/shapes.ts';
import { compileShape, type InputShape, wholeMatch } from '../../../model/validation/constraints.ts';
import type { ErrorTable } from '../../../model/validation/errorTable.ts';

type Shapes = Readonly<Record<string, InputShape>>;
const services: Readonly<Record<string, { shapes: Shapes; modelledErrors?: ErrorTable }>> = {
  kms: { shapes: kmsShapes, modelledErrors: kmsErrors },
  cloudtrail,
  s3,
  ec2,
  rds,
  redshift,
  iam,
  sts,
};

describe.each(Object.entries(services))('the shapes of %s', (_service, { shapes, modelledErrors = {} }) => {
  it('compile, and bounds are in order', () => {
    for (const shape of Object.values(shapes)) {
      compileShape(shape);
      for (const [path, { pattern, min = 0, max = min, enum: values, listed }] of Object.entries(shape)) {
        expect(min, path).toBeLessThanOrEqual(max);
        if (pattern !== undefined) wholeMatch(pattern);
        if (values) expect(new Set(values).size, path).toBe(values.length);
        if (listed) expect(values, path).toBeDefined();
      }
    }
  });

  it('and the errors name the same operations, with HTTP statuses', () => {
    expect(Object.keys(modelledErrors).filter((operation) => !(operation in shapes))).toEqual([]);
    for (const errors of Object.values(modelledErrors))
      for (const [code, status] of Object.entries(errors)) {
        expect(code).toMatch(/^[A-Z]\w+$/);
        expect(status).toBeGreaterThanOrEqual(400);
      }
  });
});

it('KMS has its 54 operations, each with its errors', () => {
  expect(Object.keys(kmsShapes)).toHaveLength(54);
  expect(Object.keys(kmsErrors)).toEqual(Object.keys(kmsShapes));
  expect(kmsErrors.Decrypt).toMatchObject({ NotFoundException: 400, KeyUnavailableException: 500 });
});

describe("the AWS SDK's schemas have the same members", () => {
  /** Names of the members of an operation's input, from the static schema of the SDK. */
  function sdkMembers(client: object, operation: string): string[] {
    const exports = client as Readonly<Record<string, readonly unknown[]>>;
    const schema = exports[`${operation}Request$`] ?? exports[`${operation}Input$`] ?? [];
    return [...(schema[4] as string[])].sort();
  }
  const topLevel = (shape: InputShape) => [...new Set(Object.keys(shape).map((path) => path.split(/[.[]/)[0]!))].sort();

  it.each([
    ['kms', kmsClient, kmsShapes],
    ['ec2', ec2Client, ec2.shapes],
  ] as const)('%s: exactly', (_service, client, shapes) => {
    for (const [operation, shape] of Object.entries(shapes))
      expect(topLevel(shape), operation).toEqual(sdkMembers(client, operation));
  });

  it.each([
    ['s3', s3Client, s3.shapes],
    ['cloudtrail', cloudtrailClient, cloudtrail.shapes],
  ] as const)('%s: all that are here exist there', (_service, client, shapes) => {
    for (const [operation, shape] of Object.entries(shapes))
      expect(sdkMembers(client, operation), operation).toEqual(expect.arrayContaining(topLevel(shape)));
  });
});
