// The production lane: the server's tests against what a production has (server/src/testing/lane/lane.ts).
import { defineConfig } from 'vitest/config'
import { shared } from './vitest.config.ts'

export default defineConfig({
  test: {
    ...shared,
    name: 'lane',
    maxWorkers: '100%',
    globalSetup: ['./server/src/testing/lane/lane.ts', './server/src/testing/built-server.ts'],
    reporters: ['default', './scripts/closing-line.ts'],
    include: ['server/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', 'server/test/every-refusal.test.ts', 'server/test/upgrade/**'],
  },
})
