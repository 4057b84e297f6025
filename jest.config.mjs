const shared = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleFileExtensions: ['ts', 'mjs', 'js', 'cjs', 'json', 'node'],
  transform: { '\\.ts$': '<rootDir>/tools/jest-strip-types.mjs' },
  modulePathIgnorePatterns: ['<rootDir>/\\.data/', '<rootDir>/\\.toolchain/', '/\\.next/', '/\\.turbo/'],
  testPathIgnorePatterns: ['/node_modules/', '/\\.next/'],
};

/** Global setup belongs to a project, so pure unit tests never wait for servers. */
const onServers = {
  globalSetup: '<rootDir>/shared/testing/jest-global-setup.mjs',
  globalTeardown: '<rootDir>/shared/testing/jest-global-teardown.mjs',
};

export default {
  maxWorkers: 2,
  // Guards against hanging; a case needs a limit of its own only when it may rightly take longer.
  testTimeout: 300_000,
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['**/*.test.ts'],
      testPathIgnorePatterns: [...shared.testPathIgnorePatterns, '\\.(int|ops|e2e|deploy)\\.test\\.ts$'],
    },
    { ...shared, ...onServers, displayName: 'int', testMatch: ['**/*.int.test.ts'] },
    // Real nginx, Prometheus and shells in front of, or beside, the product.
    { ...shared, ...onServers, displayName: 'ops', testMatch: ['**/*.ops.test.ts'] },
    {
      ...shared,
      globalSetup: '<rootDir>/e2e/support/global-setup.mjs',
      globalTeardown: '<rootDir>/e2e/support/global-teardown.mjs',
      displayName: 'e2e',
      testMatch: ['**/*.e2e.test.ts'],
    },
    // Real containers: `npm run test:deploy`.
    { ...shared, displayName: 'deploy', testMatch: ['**/*.deploy.test.ts'] },
  ],
};
