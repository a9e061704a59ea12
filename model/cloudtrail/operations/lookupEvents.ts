/**
 * Event history: the management events of the last 90 days of one account and Region, newest first, some time after they
 * happened.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { base64, fromBase64, fromUtf8, hex, utf8 } from '../../bytes.ts';
import type { InputOf, OutputOf } from '../../call.ts';
import type { Context } from '../../context.ts';
import { refuse } from '../../errors.ts';
import { defineRules, documented } from '../../evidence.ts';
import { eventIdOf } from '../../ids.ts';
import { operation } from '../../operation.ts';
import { logDate } from '../../time.ts';
import { EVENT_HISTORY_MS, type TrailEntry } from '../../trail.ts';
import { validateCloudTrailShape } from '../../validation/jsonServices.ts';
import { authorize } from '../authorize.ts';
import { apiPage, checkTimeRange, ERROR_RULES } from '../errors.ts';
import { newestFirst } from '../history.ts';
import { renderRecord } from '../record.ts';
import { historyResourcesOf } from '../resources.ts';
import { shapes } from '../shapes.ts';
import { renderUserIdentity, userNameOf } from '../userIdentity.ts';

const GUIDE = 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events.html';

/** What is known of Event history. */
export const HISTORY_RULES = defineRules('cloudtrail', {
  'history-scope': {
    sentence: 'Event history has the management events of 90 days of one account and Region; never data events.',
    ...documented(GUIDE),
  },
  'history-delay': {
    sentence: 'An event is in Event history at most 15 minutes after the call.',
    ...documented('https://docs.aws.amazon.com/awscloudtrail/latest/userguide/how-cloudtrail-works.html'),
  },
  'history-order': { sentence: 'Events come newest first.', ...documented(apiPage('LookupEvents')) },
});

type Input = InputOf<'cloudtrail', 'LookupEvents'>;
type HistoryEvent = NonNullable<OutputOf<'cloudtrail', 'LookupEvents'>['Events']>[number];

const PAGE = 50;

/** Whether an entry has an attribute's value, as the caller sees it. */
type AttributeTest = (context: Context, entry: TrailEntry, value: string) => boolean;

/** The eight attributes that events can be looked up by. */
const ATTRIBUTES: Readonly<Record<string, AttributeTest>> = {
  EventId: ({ world, account }, entry, value) => eventIdOf(world.seed, entry.call, account) === value,
  EventName: (_, entry, value) => entry.eventName === value,
  ReadOnly: (_, entry, value) => String(entry.readOnly) === value,
  Username: (context, entry, value) => userNameOf(renderUserIdentity(context.world, entry, context.account)) === value,
  ResourceType: (_, entry, value) => historyResourcesOf(entry).some((resource) => resource.ResourceType === value),
  ResourceName: (_, entry, value) => historyResourcesOf(entry).some((resource) => resource.ResourceName === value),
  EventSource: (_, entry, value) => `${entry.service}.amazonaws.com` === value,
  AccessKeyId: (context, entry, value) =>
    renderUserIdentity(context.world, entry, context.account).accessKeyId === value,
};

/** LookupEvents. */
export const lookupEvents = operation('cloudtrail', 'LookupEvents', {
  readOnly: true,
  evidence: documented(apiPage('LookupEvents')),
  trail: { request: showRequest },
  validate: validateCloudTrailShape(shapes.LookupEvents),
  run(context, input) {
    authorize(context, 'LookupEvents');
    checkInput(input);
    const size = input.MaxResults ?? PAGE;
    const beforeCall = input.NextToken == null ? undefined : readToken(context, input);
    const page: TrailEntry[] = [];
    for (const entry of matching(context, input, beforeCall)) {
      if (page.length === size) {
        const NextToken = writeToken(context, input, page[size - 1]!.call);
        return { Events: page.map((found) => renderEvent(context, found)), NextToken };
      }
      page.push(entry);
    }
    return { Events: page.map((found) => renderEvent(context, found)) };
  },
});

function showRequest(input: Input): Record<string, unknown> {
  return {
    ...(input.LookupAttributes
      ? {
          lookupAttributes: input.LookupAttributes.map((attribute) => ({
            attributeKey: attribute.AttributeKey,
            attributeValue: attribute.AttributeValue,
          })),
        }
      : {}),
    ...(input.StartTime == null ? {} : { startTime: logDate(input.StartTime) }),
    ...(input.EndTime == null ? {} : { endTime: logDate(input.EndTime) }),
    ...(input.EventCategory == null ? {} : { eventCategory: input.EventCategory }),
    ...(input.MaxResults == null ? {} : { maxResults: input.MaxResults }),
    ...(input.NextToken == null ? {} : { nextToken: input.NextToken }),
  };
}

/** What the shape of the request does not say. */
function checkInput(input: Input): void {
  if ((input.LookupAttributes?.length ?? 0) > 1)
    refuseLookup(
      'InvalidLookupAttributesException',
      'one-lookup-attribute',
      'Occurs when a lookup attribute is specified that is not valid.',
    );
  checkTimeRange(input);
}

function refuseLookup(code: string, rule: keyof typeof ERROR_RULES, message: string): never {
  return refuse(code, message, { rule: ERROR_RULES[rule] });
}

/** Events are dated in whole seconds, and it is those that StartTime and EndTime are compared with. */
function* matching(context: Context, input: Input, beforeCall: number | undefined): Generator<TrailEntry> {
  const { world, account, region } = context;
  // Insights events come from trails with Insights, which are not simulated: there are none.
  if (input.EventCategory === 'insight') return;
  const visibleUntilMs = world.nowMs - world.options.timings.eventHistoryDelayMs;
  const fromMs = input.StartTime == null ? world.nowMs - EVENT_HISTORY_MS : Math.ceil(input.StartTime / 1000) * 1000;
  const toMs =
    input.EndTime == null ? visibleUntilMs : Math.min(visibleUntilMs, Math.floor(input.EndTime / 1000) * 1000 + 999);
  const attribute = input.LookupAttributes?.[0];
  const test = attribute && ATTRIBUTES[attribute.AttributeKey!]!;
  for (const entry of newestFirst(world, { account, region, fromMs, toMs, beforeCall })) {
    if (entry.category !== 'Management') continue;
    if (!test || test(context, entry, attribute.AttributeValue!)) yield entry;
  }
}

function renderEvent({ world, account }: Context, entry: TrailEntry): HistoryEvent {
  const record = renderRecord(world, entry, account);
  const userName = userNameOf(record.userIdentity);
  const { accessKeyId } = record.userIdentity;
  return {
    EventId: record.eventID,
    EventName: record.eventName,
    ReadOnly: String(record.readOnly),
    ...(accessKeyId === undefined ? {} : { AccessKeyId: accessKeyId }),
    EventTime: entry.atMs - (entry.atMs % 1000),
    EventSource: record.eventSource,
    ...(userName === undefined ? {} : { Username: userName }),
    Resources: historyResourcesOf(entry),
    CloudTrailEvent: JSON.stringify(record),
  };
}

/** What binds a token to the call that gave it; the size of the page is free. */
function sealOf(context: Context, input: Input, call: number): string {
  const { LookupAttributes: attributes, StartTime, EndTime, EventCategory } = input;
  const attribute = attributes?.[0] ? [attributes[0].AttributeKey, attributes[0].AttributeValue] : [];
  const bound = [
    context.world.seed,
    context.account,
    context.region,
    attribute,
    StartTime,
    EndTime,
    EventCategory,
    call,
  ];
  return hex(sha256(utf8(JSON.stringify(bound)))).slice(0, 32);
}

function writeToken(context: Context, input: Input, call: number): string {
  return base64(utf8(`${call} ${sealOf(context, input, call)}`));
}

/** Number of the last call of the page before, or a refusal. */
function readToken(context: Context, input: Input): number {
  try {
    const [call = '', seal] = fromUtf8(fromBase64(input.NextToken!)).split(' ');
    if (/^\d+$/.test(call) && seal === sealOf(context, input, Number(call))) return Number(call);
  } catch {
    // Not even base64: refused below.
  }
  return refuseLookup(
    'InvalidNextTokenException',
    'next-token',
    'A token that is not valid, or a token that was previously used in a request with different parameters. This exception is thrown if the token is not valid.',
  );
}
