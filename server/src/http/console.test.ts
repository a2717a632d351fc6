import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { mailboxLifecycle } from '../model/mailbox.lifecycle.ts'
import { startServer } from '../testing/world.ts'

const consoleFile = (name: string) =>
  readFile(new URL(`../../../console/public/${name}`, import.meta.url), { encoding: 'utf8' })

describe('the console', () => {
  const world = startServer()

  it.each(['/console', '/console/'])('is a page at %s that loads nothing from other sites', async (path) => {
    const page = await world.stranger().get(path)
    expect(page.status).toBe(200)
    expect(page.headers.get('content-type')).toMatch(/^text\/html/)
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(page.text).not.toMatch(/https?:\/\//)
  })

  it('serves every file the page refers to', async () => {
    const page = await world.stranger().get('/console')
    const named = [...page.text.matchAll(/(?:src|href)="(\/console\/[^"]+)"/g)].map(([, path]) => String(path))
    expect(named).toContain('/console/app.js')
    for (const path of named) expect((await world.stranger().get(path)).status, path).toBe(200)
  })

  it('serves no file outside its folder', async () => {
    for (const path of ['/console/..%2fpackage.json', '/console/%2e%2e/package.json', '/console/nothing.js'])
      expect((await world.stranger().get(path)).status, path).not.toBe(200)
  })

  it('has words for every state, and says whom it waits for as the lifecycle does', async () => {
    const source = await consoleFile('texts.js')
    const texts: unknown = await import(`data:text/javascript,${encodeURIComponent(source)}`)
    const waits = Object.entries(mailboxLifecycle.states).map(([state, { waitsFor }]) => [state, { waitsFor }])
    expect(texts).toMatchObject({ states: Object.fromEntries(waits) })
  })
})
