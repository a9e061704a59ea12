/** Tests. The fast ones run by default; those that take seconds are named `*.slow.test.ts` and run with `--mode slow`. */
import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig(({ mode }) => {
  const slow = mode === 'slow';
  return {
    test: {
      include: [slow ? 'test/**/*.slow.test.ts' : 'test/**/*.test.ts'],
      exclude: [...configDefaults.exclude, ...(slow ? [] : ['test/**/*.slow.test.ts'])],
      // The model has no state outside of its worlds: fast tests share its modules, which are most of their time to load.
      isolate: slow,
      // The real clients that slow tests drive.
      globalSetup: slow ? ['test/setup/tools.ts'] : [],
      // Far above what any needs on a quiet machine: a busy one must not decide a test.
      testTimeout: slow ? 240_000 : 60_000,
    },
  };
});
