/** The shape of a lab's French texts. Steps are found by their English titles, so that they may move. */

/** Title and explanation of a step. */
export interface FrenchStep {
  readonly title: string;
  readonly look: string;
}

/** A lab in French. */
export interface FrenchLab {
  readonly title: string;
  readonly intro: string;
  /** By the English title of the step. */
  readonly steps: Readonly<Record<string, FrenchStep>>;
}
