import { defineConfig } from 'vitest/config'
import { findChromium } from './scripts/chromium.ts'

export const shared = {
  pool: 'forks' as const,
  // The server's modules are loaded once per worker, not once per file: each file has its own server and database.
  isolate: false,
  testTimeout: 60_000,
  hookTimeout: 60_000,
  exclude: ['**/node_modules/**', '**/dist/**', 'server/test/lane/**', 'server/test/upgrade/**'],
  setupFiles: ['server/src/testing/lock-watch.ts'],
}
const browserTests = 'console/test/**/*.test.ts'
const hasChromium = findChromium() !== undefined
if (!hasChromium) process.stderr.write(`no Chromium here (CHROMIUM may name one): ${browserTests} are left out\n`)
// Puts something in the place of a module, which others have loaded before.
const modulesOfItsOwn = 'server/src/documents/pdfium.test.ts'
const afterAllOthers = 'server/test/every-refusal.test.ts'

export default defineConfig({
  test: {
    // Every core: most of a test's time is waiting for PostgreSQL or another process.
    maxWorkers: '100%',
    // Of the root, so that both projects use one PostgreSQL and one built server, and note refusals in one file.
    globalSetup: ['./server/src/testing/postgres.ts', './server/src/testing/built-server.ts'],
    reporters: ['default', './scripts/closing-line.ts'],
    projects: [
      {
        test: {
          ...shared,
          name: 'tests',
          include: ['{server,gestore,client,cli,console,testing}/**/*.test.ts'],
          exclude: [...shared.exclude, afterAllOthers, browserTests, modulesOfItsOwn],
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...shared,
          name: 'browser',
          include: hasChromium ? [browserTests] : [],
          // Pages are drawn by two processes of a browser each.
          testTimeout: 90_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...shared,
          name: 'modules of its own',
          include: [modulesOfItsOwn],
          isolate: true,
          sequence: { groupOrder: 0 },
        },
      },
      { test: { ...shared, name: 'after all others', include: [afterAllOthers], sequence: { groupOrder: 1 } } },
    ],
  },
})
