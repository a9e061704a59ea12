/** S3's refusals, with AWS's texts and the rules behind them. */
import { AwsError, refuse } from '../errors.ts';
import type { Rule } from '../evidence.ts';
import { s3Facts } from './facts.ts';

type Fields = Readonly<Record<string, string>>;

/** 400 InvalidArgument about one header or member. */
export function invalidArgument(message: string, rule: Rule, name?: string, value?: string): never {
  const fields: Record<string, string> = {};
  if (name !== undefined) fields.ArgumentName = name;
  if (value !== undefined) fields.ArgumentValue = value;
  return refuse('InvalidArgument', message, { rule, fields });
}

/** 400 InvalidRequest. */
export function invalidRequest(message: string, rule: Rule, fields?: Fields): never {
  return refuse('InvalidRequest', message, { rule, fields });
}

/** 400 MalformedXML: a body that lacks what the schema demands. */
export function malformedXml(rule: Rule): never {
  return refuse(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
    { rule },
  );
}

/** 403 AccessDenied. */
export function accessDenied(message: string, rule: Rule): never {
  return refuse('AccessDenied', message, { rule, status: 403 });
}

/** 404 NoSuchBucket. */
export function noSuchBucket(bucket: string): never {
  return refuse('NoSuchBucket', 'The specified bucket does not exist', {
    rule: s3Facts['bucket-missing'],
    status: 404,
    fields: { BucketName: bucket },
  });
}

/** 404 NoSuchKey. */
export function noSuchKey(key: string): never {
  return refuse('NoSuchKey', 'The specified key does not exist.', {
    rule: s3Facts['missing-object-hidden'],
    status: 404,
    fields: { Key: key },
  });
}

/** 404 NoSuchVersion. */
export function noSuchVersion(key: string, versionId: string): never {
  return refuse('NoSuchVersion', 'The specified version does not exist.', {
    rule: s3Facts['missing-version'],
    status: 404,
    fields: { Key: key, VersionId: versionId },
  });
}

/** 404 NoSuchUpload. */
export function noSuchUpload(uploadId: string): never {
  return refuse(
    'NoSuchUpload',
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    { rule: s3Facts['upload-missing'], status: 404, fields: { UploadId: uploadId } },
  );
}

/** 405 MethodNotAllowed on a delete marker. */
export function methodNotAllowed(method: string): never {
  return refuse('MethodNotAllowed', 'The specified method is not allowed against this resource.', {
    rule: s3Facts['delete-marker-unreadable'],
    status: 405,
    fields: { Method: method, ResourceType: 'DeleteMarker' },
  });
}

/** 412 PreconditionFailed. */
export function preconditionFailed(condition: string): never {
  return refuse('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', {
    rule: s3Facts.precondition,
    status: 412,
    fields: { Condition: condition },
  });
}

/** 304: what the caller has is still right. There is no body, hence no message. */
export function notModified(): never {
  return refuse('NotModified', undefined, { rule: s3Facts.precondition, status: 304 });
}

/** Names that SDKs make of a status where HEAD leaves no error body. */
const HEAD_CODES: Readonly<Record<number, string>> = {
  301: 'MovedPermanently',
  304: 'NotModified',
  400: 'BadRequest',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  412: 'PreconditionFailed',
  416: 'RequestedRangeNotSatisfiable',
};

/**
 * Runs a HEAD: its refusals have no body, so callers see only the status; the record keeps the code.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html (documented).
 */
export function withoutErrorBody<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const { status, rule, code } = error.outcome;
    throw new AwsError({ code: HEAD_CODES[status] ?? code, status, rule }, error.trailCode ?? code);
  }
}
