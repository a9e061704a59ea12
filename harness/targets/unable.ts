/** What a target throws instead of an answer. Neither is ever a verdict on AWS. */

/**
 * The target has no way to do this (wait a week, call over plain HTTP, act as a person it has no credentials of): it was
 * not tried. A lab is skipped by it, a random run goes on without the step.
 */
export class Unable extends Error {}

/** No client can say this at all (a list where text belongs): there is no reason to speak of it. */
export class Unsendable extends Unable {}

/** The engine broke (network, credentials, an endpoint that answers no AWS): nothing is known of the target. */
export class EngineError extends Error {}
