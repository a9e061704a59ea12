/** Finding, showing and changing trails. */
import type { Context } from '../context.ts';
import { refuse } from '../errors.ts';
import { assumed, defineRules, documented, reported } from '../evidence.ts';
import type { Transaction } from '../transaction.ts';
import { apiPage } from './errors.ts';
import { isCustom } from './selectors.ts';
import { type Trail, type TrailSettings, trailArnOf } from './state.ts';

const MOTO = 'https://github.com/getmoto/moto/blob/master/moto/cloudtrail/exceptions.py';

/** What is known of naming trails. */
export const TRAIL_RULES = defineRules('cloudtrail', {
  'trail-name': {
    sentence:
      'A trail name has 3 to 128 letters, digits, periods, hyphens and underscores, begins and ends with a letter or digit.',
    ...documented(apiPage('CreateTrail')),
  },
  'trail-name-words': { sentence: 'What is wrong with a name is said in one sentence each.', ...reported(MOTO) },
  'trail-name-separators': {
    sentence: 'A trail name has no two separators side by side and is no IP address.',
    ...documented(apiPage('CreateTrail')),
  },
  'trail-arn': {
    sentence: 'A text that begins with arn: must be the ARN of a trail.',
    ...documented(apiPage('GetTrail')),
  },
  'trail-not-found': {
    sentence: 'A trail is found by its ARN, or by its name in its home Region.',
    ...documented(apiPage('DescribeTrails')),
  },
  'unknown-trail-words': {
    sentence: 'An unknown trail is called what the request called it; GetTrailStatus gives its ARN.',
    ...reported('https://github.com/getmoto/moto/blob/master/moto/cloudtrail/models.py'),
  },
  'home-region': {
    sentence: 'A trail is changed in its home Region only.',
    ...documented('https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html'),
  },
  'arn-words': {
    sentence: 'Words of a refused ARN and of a refused Region are ours.',
    ...assumed(apiPage('GetTrail')),
  },
});

const TRAIL_ARN = /^arn:aws(-[a-z]+)*:cloudtrail:[a-z0-9-]+:\d{12}:trail\/[^/]+$/;
const NAME_CHARACTERS = { least: 3, most: 128 };

/** Refuses a name that no trail can have. */
export function checkTrailName(name: string): void {
  if (name === '') refuseName('Trail name cannot be blank!');
  if (name.length < NAME_CHARACTERS.least)
    refuseName(
      `Trail name too short. Minimum allowed length: 3 characters. Specified name length: ${name.length} characters.`,
    );
  if (name.length > NAME_CHARACTERS.most)
    refuseName(
      `Trail name too long. Maximum allowed length: 128 characters. Specified name length: ${name.length} characters.`,
    );
  if (!/^[A-Za-z0-9]/.test(name)) refuseName('Trail name must starts with a letter or number.');
  if (!/[A-Za-z0-9]$/.test(name)) refuseName('Trail name must ends with a letter or number.');
  if (!/^[A-Za-z0-9._-]+$/.test(name))
    refuseName(
      'Trail name or ARN can only contain uppercase letters, lowercase letters, numbers, periods (.), hyphens (-), and underscores (_).',
    );
  if (/[._-]{2}/.test(name) || /^\d+\.\d+\.\d+\.\d+$/.test(name))
    refuseName('Trail name is invalid.', 'trail-name-separators');
}

function refuseName(message: string, rule: keyof typeof TRAIL_RULES = 'trail-name-words'): never {
  return refuse('InvalidTrailNameException', message, { rule: TRAIL_RULES[rule] });
}

/** ARN of the trail that a name or ARN means in the Region of the call; refuses what can be neither. */
export function trailArnIn(context: Context, given: string): string {
  if (given.startsWith('arn:')) {
    if (!TRAIL_ARN.test(given))
      refuse('CloudTrailARNInvalidException', `${given} is not the ARN of a trail.`, {
        rule: TRAIL_RULES['trail-arn'],
      });
    return given;
  }
  checkTrailName(given);
  return trailArnOf(context.region, context.account, given);
}

/** The trail of an ARN, or a refusal that calls it what the request called it. */
export function trailByArn(context: Context, arn: string, calledIt: string): Trail {
  const trail = context.world.cloudtrail.trails.get(arn);
  if (trail) return trail;
  const shadow = trailsIn(context).find((other) => other.name === arn.slice(arn.lastIndexOf('/') + 1));
  if (shadow && arn === trailArnOf(context.region, context.account, shadow.name)) refuseRegion(shadow);
  return refuse('TrailNotFoundException', `Unknown trail: ${calledIt} for the user: ${context.account}`, {
    rule: TRAIL_RULES['unknown-trail-words'],
  });
}

/** As `trailByArn`; refuses other Regions than the trail's home. */
export function ownTrailByArn(context: Context, arn: string, calledIt: string): Trail {
  const trail = trailByArn(context, arn, calledIt);
  if (trail.homeRegion !== context.region) refuseRegion(trail);
  return trail;
}

function refuseRegion(trail: Trail): never {
  return refuse(
    'InvalidHomeRegionException',
    `The trail ${trail.arn} was created in ${trail.homeRegion} and can be changed there only.`,
    { rule: TRAIL_RULES['home-region'] },
  );
}

/** Trails of the caller's account, by ARN. */
export function trailsOf(context: Context): Trail[] {
  return [...context.world.cloudtrail.trails.values()].filter((trail) => trail.account === context.account);
}

/** Trails of the caller's account that log in the Region of the call: those at home there and all multi-Region trails. */
export function trailsIn(context: Context): Trail[] {
  return trailsOf(context).filter((trail) => trail.homeRegion === context.region || trail.settings.IsMultiRegionTrail);
}

/** Adds or replaces a trail. */
export function putTrail(transaction: Transaction, trail: Trail): Trail {
  const { cloudtrail } = transaction.world;
  const trails = cloudtrail.trails.set(trail.arn, trail);
  transaction.update({ cloudtrail: { ...cloudtrail, trails } });
  return trail;
}

/** Takes a trail away with all that is due for it. */
export function removeTrail(transaction: Transaction, trail: Trail): void {
  transaction.cancel(trail.delivery.due);
  transaction.cancel(trail.delivery.digestDue);
  const { cloudtrail } = transaction.world;
  transaction.update({ cloudtrail: { ...cloudtrail, trails: cloudtrail.trails.delete(trail.arn) } });
}

/** What CreateTrail and UpdateTrail answer. */
export function showSettings(trail: Trail) {
  const { LogFileValidationEnabled, KmsKeyId, ...settings }: TrailSettings = trail.settings;
  return {
    Name: trail.name,
    S3BucketName: settings.S3BucketName,
    ...(settings.S3KeyPrefix ? { S3KeyPrefix: settings.S3KeyPrefix } : {}),
    ...(settings.SnsTopicName
      ? { SnsTopicName: settings.SnsTopicName, SnsTopicARN: topicArnOf(trail, settings.SnsTopicName) }
      : {}),
    IncludeGlobalServiceEvents: settings.IncludeGlobalServiceEvents,
    IsMultiRegionTrail: settings.IsMultiRegionTrail,
    TrailARN: trail.arn,
    LogFileValidationEnabled,
    ...(settings.CloudWatchLogsLogGroupArn ? { CloudWatchLogsLogGroupArn: settings.CloudWatchLogsLogGroupArn } : {}),
    ...(settings.CloudWatchLogsRoleArn ? { CloudWatchLogsRoleArn: settings.CloudWatchLogsRoleArn } : {}),
    ...(KmsKeyId ? { KmsKeyId } : {}),
    IsOrganizationTrail: false,
  };
}

/** What GetTrail and DescribeTrails answer. */
export function showTrail(trail: Trail) {
  return {
    ...showSettings(trail),
    HomeRegion: trail.homeRegion,
    HasCustomEventSelectors: isCustom(trail.selectors),
    HasInsightSelectors: false,
  };
}

const topicArnOf = (trail: Trail, topic: string): string =>
  topic.startsWith('arn:') ? topic : `arn:aws:sns:${trail.homeRegion}:${trail.account}:${topic}`;
