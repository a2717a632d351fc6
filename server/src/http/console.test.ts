import { readFile } from 'node:fs/promises'
import { describe, expect, it, vi } from 'vitest'
import { mailboxLifecycle } from '../model/mailbox.lifecycle.ts'
import { answersIn, headOf, sendRaw } from '../testing/raw-http.ts'
import { modulesOf, openConsole } from '../testing/page.ts'
import { startServer } from '../testing/world.ts'

const consoleFile = (name: string) =>
  readFile(new URL(`../../../console/public/${name}`, import.meta.url), { encoding: 'utf8' })

describe('the console', () => {
  const world = startServer()
  const patience = { timeout: 20_000 }

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

  it('serves every module, including the client, under the same policy', async () => {
    const modules = [...(await modulesOf(world, '/console/app.js')).keys()]
    expect(modules).toContain('/console/client/generated/operations.js')
    const client = await world.stranger().get('/console/client/index.js')
    expect(client.headers.get('content-security-policy')).toContain("script-src 'self'")
    expect(client.headers.get('x-content-type-options')).toBe('nosniff')
  })

  it('lists the mailboxes of a token, with a form for those that wait for one', async () => {
    const { customer, casella_pec: working } = await world.given.workingMailbox()
    const { casella_pec: registered } = await world.given.registeredMailbox({}, customer)
    await using page = await openConsole(world)
    page.part('token').value = customer.token
    page.part('sign-in').fire('submit')
    await vi.waitFor(() => expect(page.part('rows').children).toHaveLength(2), patience)
    const [newest, oldest] = page.part('rows').children.map((row) => (typeof row === 'string' ? row : row.text))
    expect([page.part('mailboxes').hidden, page.part('notice').text]).toEqual([false, ''])
    expect(newest?.replaceAll(' ', '')).toContain(registered)
    expect(oldest?.replaceAll(' ', '')).toContain(working)
    expect(oldest).toContain('Attiva')

    page.part('token').value = 'nobody'
    page.part('sign-in').fire('submit')
    await vi.waitFor(() => expect(page.part('notice').text).toContain('Token non valido'), patience)
    expect(page.part('rows').children).toEqual([])
  })

  it('serves no file outside its folders, and only the modules of the client', async () => {
    for (const path of [
      '/console/..%2fpackage.json',
      '/console/%2e%2e/package.json',
      '/console/nothing.js',
      '/console/client/index.d.ts',
      '/console/client/.tsbuildinfo',
      '/console/client/..%2f..%2fpackage.json',
    ])
      expect((await world.stranger().get(path)).status, path).not.toBe(200)
  })

  it.each([
    '/console/../../x',
    '/console/../../../etc/passwd',
    '/console//etc/passwd',
    '/console/%00',
    '/console/app.js%00.png',
    '/console/%ff',
    '/console/%',
    '/console/client/%00',
    '/docs/../../x',
    '/docs/%00',
    '/docs/static/%00',
    '/docs/%',
    '/docs//x',
    'http://x/console/../../x',
    'http://x/console/%00',
    '/console/' + 'x'.repeat(4_000),
  ])('answers %s as unknown', async (path) => {
    const [answer] = answersIn(await sendRaw(world, [headOf('GET', path, { connection: 'close' })]))
    expect(answer).toMatchObject({ status: 404, body: { error: 101 } })
  })

  it('has words for every state, and says whom it waits for as the lifecycle does', async () => {
    const source = await consoleFile('texts.js')
    const texts: unknown = await import(`data:text/javascript,${encodeURIComponent(source)}`)
    const waits = Object.entries(mailboxLifecycle.states).map(([state, { waitsFor }]) => [state, { waitsFor }])
    expect(texts).toMatchObject({ states: Object.fromEntries(waits) })
  })
})
