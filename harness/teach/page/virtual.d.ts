/** Modules that the build makes up. */
declare module 'keystate:rules' {
  /** All modules of the model that declare rules. */
  export const modules: readonly Readonly<Record<string, unknown>>[];
}
