/**
 * How each service refuses a signature. Codes: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html,
 * https://docs.aws.amazon.com/kms/latest/APIReference/CommonErrors.html,
 * https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/CommonErrors.html,
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html (documented); texts of skew and mismatch are
 * those of https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html (documented).
 */
import { WireError } from '../protocols/message.ts';
import { type WireServiceName, wireServices } from '../services.ts';

type Fields = Readonly<Record<string, string>>;

/** A refusal in the words of one family of services. */
interface Words {
  readonly code: string;
  readonly status: number;
  readonly message?: string;
}

type Family = 's3' | 'ec2' | 'json' | 'query' | 'rest';

function familyOf(service: WireServiceName): Family {
  if (service === 's3' || service === 'ec2') return service;
  if (service === 'ebs') return 'rest';
  return 'target' in wireServices[service] ? 'json' : 'query';
}

const refuser =
  (words: Readonly<Record<Family, Words>>) =>
  (service: WireServiceName, message?: string, fields?: Fields): never => {
    const { code, status, message: own } = words[familyOf(service)];
    throw new WireError(code, own ?? message, status, familyOf(service) === 's3' ? fields : undefined);
  };

const EC2_AUTH: Words = {
  code: 'AuthFailure',
  status: 401,
  message: 'AWS was not able to validate the provided access credentials',
};

/** No signature where one is needed. */
export const refuseUnsigned = refuser({
  s3: { code: 'AccessDenied', status: 403, message: 'Access Denied' },
  ec2: {
    code: 'MissingAuthenticationToken',
    status: 403,
    message: 'Request is missing Authentication Token',
  },
  json: { code: 'MissingAuthenticationTokenException', status: 400, message: 'Missing Authentication Token' },
  query: { code: 'MissingAuthenticationToken', status: 403, message: 'Request is missing Authentication Token' },
  rest: { code: 'MissingAuthenticationTokenException', status: 403, message: 'Missing Authentication Token' },
});

/** A signature that lacks a part or contradicts itself; the message says what. */
export const refuseIncomplete = refuser({
  s3: { code: 'AuthorizationHeaderMalformed', status: 400 },
  ec2: EC2_AUTH,
  json: { code: 'IncompleteSignatureException', status: 400 },
  query: { code: 'IncompleteSignature', status: 400 },
  rest: { code: 'IncompleteSignatureException', status: 403 },
});

const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';

/** A signature of something else, or by another key. */
export const refuseMismatch = refuser({
  s3: {
    code: 'SignatureDoesNotMatch',
    status: 403,
    message:
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
  },
  ec2: EC2_AUTH,
  json: { code: 'InvalidSignatureException', status: 400, message: MISMATCH },
  query: { code: 'SignatureDoesNotMatch', status: 403, message: MISMATCH },
  rest: { code: 'InvalidSignatureException', status: 403, message: MISMATCH },
});

/** A signature of another time; the message says which. */
export const refuseSkewed = refuser({
  s3: {
    code: 'RequestTimeTooSkewed',
    status: 403,
    message: 'The difference between the request time and the current time is too large.',
  },
  ec2: { code: 'RequestExpired', status: 400, message: 'Request has expired.' },
  json: { code: 'InvalidSignatureException', status: 400 },
  query: { code: 'SignatureDoesNotMatch', status: 403 },
  rest: { code: 'InvalidSignatureException', status: 403 },
});
