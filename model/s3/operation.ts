/** How an S3 operation is declared: validation, record and the look-up of its bucket come with it. */
import type { InputOf, OperationName, OutputOf } from '../call.ts';
import type { Context } from '../context.ts';
import { documented, type Evidence } from '../evidence.ts';
import { type Operation, operation } from '../operation.ts';
import { validateS3 } from '../validation/s3Texts.ts';
import { withoutErrorBody } from './errors.ts';
import { findBucket } from './find.ts';
import { eventNames, noteResource, requestParametersOf, responseHeadersOf } from './record.ts';
import { shapes } from './shapes.ts';
import type { Bucket } from './state.ts';

/** Operations that are simulated. */
export type Name = OperationName<'s3'> & keyof typeof shapes;
/** Input of an S3 operation. */
export type Input<N extends Name> = InputOf<'s3', N>;
/** Output of an S3 operation. */
export type Output<N extends Name> = OutputOf<'s3', N>;

/** Page of the API reference of an operation. */
const apiPage = (name: string): Evidence =>
  documented(`https://docs.aws.amazon.com/AmazonS3/latest/API/API_${name}.html`);

/** Declares an operation that names no bucket that must exist. */
export function s3Operation<N extends Name>(
  name: N,
  declared: {
    readonly readOnly: boolean;
    readonly category?: 'Management' | 'Data';
    readonly evidence?: Evidence;
    readonly run: (context: Context, input: Input<N>) => Output<N>;
  },
): Operation<Input<N>, Output<N>> {
  const validate = validateS3(shapes[name]) as (input: Input<N>) => void;
  const heads = name.startsWith('Head');
  return operation('s3', name, {
    readOnly: declared.readOnly,
    evidence: declared.evidence ?? apiPage(name),
    trail: {
      category: declared.category,
      eventName: eventNames[name],
      request: requestParametersOf(name, shapes[name]) as (input: Input<N>) => Readonly<Record<string, unknown>>,
      response: declared.readOnly ? undefined : (output) => responseHeadersOf(output as object),
    },
    validate: heads ? (input) => withoutErrorBody(() => validate(input)) : validate,
    run: heads ? (context, input) => withoutErrorBody(() => declared.run(context, input)) : declared.run,
  });
}

/** Declares an operation on a bucket: a management event. */
export function bucketOperation<N extends Name>(
  name: N,
  readOnly: boolean,
  run: (context: Context, bucket: Bucket, input: Input<N>) => Output<N>,
): Operation<Input<N>, Output<N>> {
  return s3Operation(name, {
    readOnly,
    run: (context, input) => run(context, bucketOf(context, input as object), input),
  });
}

/**
 * Declares an operation on an object, or on what is in a bucket: a data event.
 * Source of what is which: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html (documented).
 */
export function objectOperation<N extends Name>(
  name: N,
  readOnly: boolean,
  run: (context: Context, bucket: Bucket, input: Input<N>) => Output<N>,
): Operation<Input<N>, Output<N>> {
  return s3Operation(name, {
    readOnly,
    category: 'Data',
    run: (context, input) => run(context, bucketOf(context, input as object), input),
  });
}

function bucketOf(context: Context, input: object): Bucket {
  const { Bucket, Key, ExpectedBucketOwner } = input as { Bucket: string; Key?: string; ExpectedBucketOwner?: string };
  const bucket = findBucket(context, Bucket, ExpectedBucketOwner);
  noteResource(context, bucket, Key);
  return bucket;
}
