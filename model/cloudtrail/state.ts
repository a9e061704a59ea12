/** What CloudTrail remembers: the trails of all accounts. The entries themselves stand in the world's `trail`. */
import type { AgendaKey } from '../agenda.ts';
import { Table } from '../table.ts';
import type { DeliveryState, TrailState } from './trail.machine.ts';

/** A classic event selector; members as in the API, defaults filled in. */
export interface EventSelector {
  readonly ReadWriteType: 'All' | 'ReadOnly' | 'WriteOnly';
  readonly IncludeManagementEvents: boolean;
  readonly DataResources: readonly { readonly Type: string; readonly Values: readonly string[] }[];
  readonly ExcludeManagementEventSources: readonly string[];
}

/** The comparisons that an advanced event selector makes with a field. */
export type Comparison = 'Equals' | 'StartsWith' | 'EndsWith' | 'NotEquals' | 'NotStartsWith' | 'NotEndsWith';

/** What an advanced event selector asks of one field. */
export type FieldSelector = { readonly Field: string } & { readonly [C in Comparison]?: readonly string[] };

/** An advanced event selector: all of its field selectors must agree. */
export interface AdvancedEventSelector {
  readonly Name?: string;
  readonly FieldSelectors: readonly FieldSelector[];
}

/** Which events a trail logs: selectors of one kind or the other; one that agrees is enough. */
export type Selectors =
  | { readonly kind: 'classic'; readonly selectors: readonly EventSelector[] }
  | { readonly kind: 'advanced'; readonly selectors: readonly AdvancedEventSelector[] };

/** What a trail is set to do; members as in the API. */
export interface TrailSettings {
  readonly S3BucketName: string;
  readonly S3KeyPrefix?: string;
  readonly SnsTopicName?: string;
  readonly IncludeGlobalServiceEvents: boolean;
  readonly IsMultiRegionTrail: boolean;
  readonly LogFileValidationEnabled: boolean;
  readonly CloudWatchLogsLogGroupArn?: string;
  readonly CloudWatchLogsRoleArn?: string;
  /** Always the ARN of the key. */
  readonly KmsKeyId?: string;
}

/** A log file as a digest lists it; members as in the digest. */
export interface LoggedFile {
  readonly s3Bucket: string;
  readonly s3Object: string;
  /** SHA-256 of the uncompressed file, hexadecimal. */
  readonly hashValue: string;
  readonly hashAlgorithm: 'SHA-256';
  readonly newestEventTime: string;
  readonly oldestEventTime: string;
}

/** The chain of digests of one trail in one Region. */
export interface DigestChain {
  /** Where the next digest begins. */
  readonly fromMs: number;
  /** Log files that no digest lists yet. */
  readonly files: readonly LoggedFile[];
  /** The last digest; absent before the first. */
  readonly previous?: {
    readonly s3Bucket: string;
    readonly s3Object: string;
    /** SHA-256 of its uncompressed content, hexadecimal. */
    readonly hashValue: string;
    /** Hexadecimal. */
    readonly signature: string;
  };
}

/** How a trail's files arrive. */
export interface Delivery {
  readonly state: DeliveryState;
  /** All entries up to this call have been delivered, or are not this trail's to deliver. */
  readonly throughCall: number;
  /** Regions whose files have arrived while those of others have not: through which call. */
  readonly aheadCalls: Readonly<Record<string, number>>;
  /** Attempts that failed since the last success. */
  readonly failures: number;
  /** S3's code of the last failure; absent when the last attempt succeeded. */
  readonly error?: string;
  readonly attemptedMs?: number;
  readonly deliveredMs?: number;
  readonly digestDeliveredMs?: number;
  readonly digestError?: string;
  /** Next delivery; exists while the trail logs, and after that until everything has arrived. */
  readonly due?: AgendaKey;
  /** Next digest. */
  readonly digestDue?: AgendaKey;
}

/** A time in which a trail did not log, between two calls. */
export interface Pause {
  /** StopLogging, which itself is logged. */
  readonly afterCall: number;
  /** StartLogging, which is logged again; absent while the trail is stopped. */
  readonly untilCall?: number;
}

/** A trail. */
export interface Trail {
  readonly arn: string;
  readonly name: string;
  /** Twelve digits. */
  readonly account: string;
  readonly homeRegion: string;
  readonly state: TrailState;
  readonly settings: TrailSettings;
  readonly selectors: Selectors;
  readonly tags: Readonly<Record<string, string>>;
  readonly startedMs?: number;
  readonly stoppedMs?: number;
  /** When it did not log, as long as entries from before have not been delivered; the last is open while it is stopped. */
  readonly pauses: readonly Pause[];
  readonly delivery: Delivery;
  /** Chains of digests by Region; empty without log file validation. */
  readonly chains: Readonly<Record<string, DigestChain>>;
}

/** CloudTrail in all accounts and Regions. */
export interface CloudTrailState {
  /** By ARN: `arn:aws:cloudtrail:REGION:ACCOUNT:trail/NAME`, REGION being the trail's home. */
  readonly trails: Table<string, Trail>;
}

/** No trails anywhere. */
export const emptyCloudTrail = (): CloudTrailState => ({ trails: Table.empty() });

/** ARN of a trail. */
export const trailArnOf = (region: string, account: string, name: string): string =>
  `arn:aws:cloudtrail:${region}:${account}:trail/${name}`;
