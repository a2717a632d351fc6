import { defineConfig } from 'vitest/config'

const shared = {
  pool: 'forks' as const,
  globalSetup: ['./server/src/testing/postgres.ts'],
  testTimeout: 30_000,
  hookTimeout: 60_000,
}

export default defineConfig({
  test: {
    ...shared,
    include: ['{server,client,cli,console}/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    reporters: ['default', './scripts/closing-line.ts'],
  },
})
