/** What the build makes: see harness/teach/scripts.ts. */
declare module 'keystate:rules' {
  /** All rules of the model, by their ids. */
  export const rules: Readonly<Record<string, import('../../../model/evidence.ts').Rule | undefined>>;
}
