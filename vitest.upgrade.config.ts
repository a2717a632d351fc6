// The version before beside this one (server/test/upgrade/): needs a clone with history, and is run by hand.
import { defineConfig } from 'vitest/config'
import { shared } from './vitest.config.ts'

export default defineConfig({
  test: {
    ...shared,
    name: 'upgrade',
    globalSetup: ['./server/src/testing/postgres.ts', './server/src/testing/built-server.ts'],
    include: ['server/test/upgrade/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
  },
})
