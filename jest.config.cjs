/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  transform: { '^.+\\.ts$': ['ts-jest', {}] },
  globalSetup: '<rootDir>/test/support/build-once.cjs',
  setupFiles: ['<rootDir>/test/support/loopback-only.cjs'],
  maxWorkers: 2,
  testTimeout: 30_000,
  clearMocks: true,
  restoreMocks: true,
};
