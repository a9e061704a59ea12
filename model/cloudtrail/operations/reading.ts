/** GetTrail, DescribeTrails, ListTrails, ListPublicKeys. */
import type { Context } from '../../context.ts';
import { refuse } from '../../errors.ts';
import { assumed, defineRules, documented } from '../../evidence.ts';
import { calendarOf, millisecondsOf } from '../../time.ts';
import { authorize } from '../authorize.ts';
import { type DigestPublicKey, digestPublicKey } from '../digestKeys.ts';
import { apiPage, checkTimeRange } from '../errors.ts';
import { cloudtrailOperation, trailOperation } from '../operation.ts';
import type { Trail } from '../state.ts';
import { showTrail, trailArnIn, trailsIn, trailsOf } from '../trails.ts';

/** What is known of reading trails. */
export const READING_RULES = defineRules('cloudtrail', {
  'shadow-trails': {
    sentence: 'DescribeTrails shows multi-Region trails of other Regions too, unless told not to.',
    ...documented(apiPage('DescribeTrails')),
  },
  'describe-by-name': {
    sentence:
      'DescribeTrails finds names in their home Region only, ARNs everywhere, and leaves out what does not exist.',
    ...documented(apiPage('DescribeTrails')),
  },
  'list-everywhere': {
    sentence: "ListTrails shows the account's trails of all Regions.",
    ...documented(apiPage('ListTrails')),
  },
  'list-in-one-page': {
    sentence: 'All trails and all public keys fit one page, so no token is ever given and none is good.',
    ...assumed(apiPage('ListTrails')),
  },
  'public-keys-of-range': {
    sentence:
      'ListPublicKeys shows the keys whose time of validity touches the range; without a range, the current key.',
    ...documented(apiPage('ListPublicKeys')),
  },
});

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrail.html */
export const getTrail = trailOperation('GetTrail', true, (_, trail) => ({ Trail: showTrail(trail) }));

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DescribeTrails.html */
export const describeTrails = cloudtrailOperation('DescribeTrails', true, (context, input) => {
  authorize(context, 'DescribeTrails');
  const { trailNameList: named = [], includeShadowTrails = true } = input;
  const all = named.length === 0 ? trailsIn(context) : trailsNamed(context, named);
  const shown = all.filter((trail) => includeShadowTrails || trail.homeRegion === context.region);
  return { trailList: shown.map(showTrail) };
});

function trailsNamed(context: Context, names: readonly string[]): Trail[] {
  const arns = new Set(names.map((name) => trailArnIn(context, name)));
  return trailsOf(context).filter((trail) => arns.has(trail.arn));
}

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_ListTrails.html */
export const listTrails = cloudtrailOperation('ListTrails', true, (context, { NextToken }) => {
  authorize(context, 'ListTrails');
  checkNoToken(NextToken);
  const shown = trailsOf(context).map(({ arn, name, homeRegion }) => ({
    TrailARN: arn,
    Name: name,
    HomeRegion: homeRegion,
  }));
  return { Trails: shown };
});

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_ListPublicKeys.html */
export const listPublicKeys = cloudtrailOperation('ListPublicKeys', true, (context, input) => {
  authorize(context, 'ListPublicKeys');
  checkTimeRange(input);
  checkNoToken(input.NextToken);
  return { PublicKeyList: publicKeys(context, input.StartTime, input.EndTime).map(showKey) };
});

/** Keys are valid for calendar years. There is none from before the world began and none for years to come. */
function publicKeys(context: Context, startMs?: number, endMs?: number): DigestPublicKey[] {
  const { seed, options } = context.world;
  const fromMs = Math.max(startMs ?? endMs ?? context.nowMs, options.startMs);
  const untilMs = Math.min(endMs ?? context.nowMs, context.nowMs);
  const keys: DigestPublicKey[] = [];
  for (let { year } = calendarOf(fromMs); year <= calendarOf(untilMs).year; year++)
    keys.push(digestPublicKey(seed, context.region, millisecondsOf({ year, month: 1, day: 1 })!));
  return keys;
}

function showKey(key: DigestPublicKey) {
  return {
    Value: key.value,
    ValidityStartTime: key.fromMs,
    ValidityEndTime: key.untilMs,
    Fingerprint: key.fingerprint,
  };
}

/** Refuses a token, which nobody can have been given. */
export function checkNoToken(token: string | undefined): void {
  if (token != null)
    refuse('InvalidTokenException', 'Reserved for future use.', { rule: READING_RULES['list-in-one-page'] });
}
