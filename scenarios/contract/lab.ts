/**
 * Labs: guided walk-throughs, told step by step, with what to look at and what must be seen. All data.
 */
import type { Planned, PlannedValue } from './plan.ts';
import type { ThingKind } from './things.ts';

/** Text by language; English is always there. */
export interface Text {
  readonly en: string;
  readonly fr?: string;
}

/** A language of the labs. */
export type Language = keyof Text;

/** What a CloudTrail record must say; members left out are not looked at. */
export interface RecordPattern {
  readonly eventName: string;
  /** `null`: the record must have none. */
  readonly errorCode?: string | null;
  readonly errorMessage?: PlannedValue;
  /** userIdentity.invokedBy, e.g. `ec2-frontend-api.amazonaws.com`; `null`: called directly. */
  readonly invokedBy?: string | null;
  /** Kind of userIdentity: `IAMUser`, `AssumedRole`, `AWSService`. */
  readonly identityType?: string;
}

/** What must be seen after a step. Names are those of `Lab.names` and of the calls. */
export interface StepExpectation {
  /** Call name -> error code. A call that is not listed must succeed. */
  readonly outcomes?: Readonly<Record<string, string>>;
  /** Resource name -> its state at the end of the step. */
  readonly states?: Readonly<Record<string, string>>;
  /** Resource name -> the states it passed through in the step, each change once, the first as it was before. */
  readonly path?: Readonly<Record<string, readonly string[]>>;
  /** `CALL.path.into.output` -> value. */
  readonly output?: Readonly<Record<string, PlannedValue>>;
  /** The CloudTrail records of the step, all of them, in order. */
  readonly records?: readonly RecordPattern[];
}

/** One step of a lab. */
export interface LabStep {
  readonly title: Text;
  /** What to look at, and what it means; a few sentences. */
  readonly look: Text;
  readonly calls: readonly Planned[];
  readonly expect: StepExpectation;
}

/** A resource that the lab calls by a name of its own. */
export interface LabName {
  readonly kind: ThingKind;
  /** Its id as in an observation: key ARN, volume id... usually a reference. */
  readonly id: PlannedValue;
}

/** A guided walk-through. */
export interface Lab {
  /** `root-volume`; the scenario is `lab/root-volume`. */
  readonly id: string;
  readonly title: Text;
  readonly intro: Text;
  /** The resources whose states are shown after each step, in this order; shown as soon as they exist. */
  readonly names: Readonly<Record<string, LabName>>;
  readonly steps: readonly LabStep[];
}
