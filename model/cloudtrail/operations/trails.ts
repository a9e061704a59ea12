/** CreateTrail, UpdateTrail, DeleteTrail. */
import type { Context } from '../../context.ts';
import { refuse } from '../../errors.ts';
import { assumed, defineRules, documented, reported } from '../../evidence.ts';
import { authorize } from '../authorize.ts';
import { deliver } from '../delivery.ts';
import { tryDestination } from '../destination.ts';
import { beginDigests, deliverDigests, endDigests } from '../digests.ts';
import { apiPage } from '../errors.ts';
import { cloudtrailOperation, type Input, trailOperation } from '../operation.ts';
import { DEFAULT_SELECTORS } from '../selectors.ts';
import { type Trail, type TrailSettings, trailArnOf } from '../state.ts';
import { checkTagCount, readTags, tagConditions } from '../tags.ts';
import { checkTrailName, putTrail, removeTrail, showSettings, trailsIn } from '../trails.ts';

/** What is known of making trails. */
export const MANAGE_RULES = defineRules('cloudtrail', {
  'trail-limit': {
    sentence: 'An account has at most 5 trails in a Region; a multi-Region trail counts in each.',
    ...documented('https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html'),
  },
  'trail-exists': {
    sentence: 'A name is taken once in an account and Region.',
    ...documented(apiPage('CreateTrail')),
  },
  'trail-words': {
    sentence: 'Messages about existing and too many trails name trail and account.',
    ...assumed(apiPage('CreateTrail')),
  },
  'multi-region-is-global': {
    sentence: 'A multi-Region trail logs global service events.',
    ...reported('https://github.com/getmoto/moto/blob/master/moto/cloudtrail/responses.py'),
  },
  'organization-trails': {
    sentence: 'Organization trails need an organization, which the accounts of a world do not have.',
    ...documented(apiPage('CreateTrail')),
  },
  'notifications-echoed': {
    sentence: 'An SNS topic and a CloudWatch Logs group are kept and shown; nothing is sent to them here.',
    ...assumed(apiPage('CreateTrail')),
  },
  'delete-delivers': {
    sentence: 'A trail that is deleted while it logs delivers what it has, and a last digest.',
    ...documented(
      'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html',
    ),
  },
});

const MOST_TRAILS = 5;

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html */
export const createTrail = cloudtrailOperation('CreateTrail', false, (context, input) => {
  const name = input.Name!;
  checkTrailName(name);
  const tags = readTags(input.TagsList);
  checkTagCount(tags);
  const arn = trailArnOf(context.region, context.account, name);
  authorize(context, 'CreateTrail', { arn, conditions: tagConditions(tags) });
  checkRoom(context, arn, name);
  const place = { arn, account: context.account, homeRegion: context.region };
  const wanted = settingsOf(input, {
    S3BucketName: '',
    IncludeGlobalServiceEvents: true,
    IsMultiRegionTrail: false,
    LogFileValidationEnabled: false,
  });
  const settings = tryDestination(context, { ...place, settings: wanted });
  const { rules } = context;
  const trail: Trail = {
    ...place,
    name,
    state: rules.cloudtrail.trailLifecycle.initial,
    settings,
    selectors: DEFAULT_SELECTORS,
    tags,
    pauses: [],
    delivery: { state: rules.cloudtrail.deliveryLifecycle.initial, throughCall: 0, aheadCalls: {}, failures: 0 },
    chains: {},
  };
  return showSettings(putTrail(context.transaction, trail));
});

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_UpdateTrail.html */
export const updateTrail = trailOperation('UpdateTrail', false, (context, trail, input) => {
  const settings = tryDestination(context, { ...trail, settings: settingsOf(input, trail.settings) });
  const updated = putTrail(context.transaction, { ...trail, settings });
  return showSettings(followValidation(context, updated, trail.settings.LogFileValidationEnabled));
});

/** A trail that logs begins or ends its digests with log file validation. */
function followValidation({ transaction }: Context, trail: Trail, before: boolean): Trail {
  const now = trail.settings.LogFileValidationEnabled;
  if (now === before || trail.delivery.due === undefined) return trail;
  return now ? beginDigests(transaction, trail) : endDigests(transaction, trail);
}

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DeleteTrail.html */
export const deleteTrail = trailOperation('DeleteTrail', false, ({ transaction }, trail) => {
  const deleted = transaction.move(transaction.rules.cloudtrail.trailLifecycle, trail.arn, trail, 'DELETE');
  const logged = trail.delivery.due !== undefined;
  removeTrail(transaction, logged ? deliverDigests(transaction, deliver(transaction, deleted)) : deleted);
  return {};
});

function checkRoom(context: Context, arn: string, name: string): void {
  if (context.world.cloudtrail.trails.has(arn))
    refuse('TrailAlreadyExistsException', `Trail ${name} already exists for customer: ${context.account}`, {
      rule: MANAGE_RULES['trail-exists'],
    });
  const count = trailsIn(context).length;
  if (count >= MOST_TRAILS)
    refuse(
      'MaximumNumberOfTrailsExceededException',
      `User: ${context.account} already has ${count} trails in ${context.region}.`,
      {
        rule: MANAGE_RULES['trail-limit'],
      },
    );
}

/** The settings that a request asks for, over those that stand. An empty text takes a setting away. */
function settingsOf(input: Omit<Input<'UpdateTrail'>, 'Name'>, before: TrailSettings): TrailSettings {
  if (input.IsOrganizationTrail)
    refuse(
      'OrganizationsNotInUseException',
      'This account is not a member of an organization. Make an ordinary trail.',
      {
        rule: MANAGE_RULES['organization-trails'],
      },
    );
  const settings: TrailSettings = {
    S3BucketName: input.S3BucketName ?? before.S3BucketName,
    S3KeyPrefix: (input.S3KeyPrefix ?? before.S3KeyPrefix) || undefined,
    SnsTopicName: (input.SnsTopicName ?? before.SnsTopicName) || undefined,
    IncludeGlobalServiceEvents: input.IncludeGlobalServiceEvents ?? before.IncludeGlobalServiceEvents,
    IsMultiRegionTrail: input.IsMultiRegionTrail ?? before.IsMultiRegionTrail,
    LogFileValidationEnabled: input.EnableLogFileValidation ?? before.LogFileValidationEnabled,
    CloudWatchLogsLogGroupArn: (input.CloudWatchLogsLogGroupArn ?? before.CloudWatchLogsLogGroupArn) || undefined,
    CloudWatchLogsRoleArn: (input.CloudWatchLogsRoleArn ?? before.CloudWatchLogsRoleArn) || undefined,
    KmsKeyId: (input.KmsKeyId ?? before.KmsKeyId) || undefined,
  };
  if (settings.IsMultiRegionTrail && !settings.IncludeGlobalServiceEvents)
    refuse('InvalidParameterCombinationException', 'Multi-Region trail must include global service events.', {
      rule: MANAGE_RULES['multi-region-is-global'],
    });
  return settings;
}
