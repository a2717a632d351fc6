import { describe, expect, it } from 'vitest'
import { answersIn, headOf, sendRaw } from '../testing/raw-http.ts'
import { startServer } from '../testing/world.ts'

// What is shorter takes one packet in any case.
const A_PACKET_BYTES = 1_400

describe('the console', () => {
  const world = startServer()

  it.each(['/console', '/console/', '/console/mailboxes/0123456789abcdef01234567', '/console/sign-in?area=operator'])(
    'is one page, also at %s, that loads nothing from other sites and no script of its own',
    async (path) => {
      const page = await world.stranger().get(path)
      expect(page.status).toBe(200)
      expect(page.headers.get('content-type')).toMatch(/^text\/html/)
      expect(page.headers.get('cache-control')).toBe('no-store')
      const policy = page.headers.get('content-security-policy') ?? ''
      for (const part of ["default-src 'none'", "script-src 'self';", "frame-ancestors 'none'", "form-action 'none'"])
        expect(policy).toContain(part)
      expect(policy).not.toMatch(/unsafe|\*|https?:/)
      expect(page.text).not.toMatch(/https?:\/\/|<script(?![^>]* src=)|<style|\{nonce\}|\{mode\}/)
    },
  )

  it('is where a browser is led that asks for the root', async () => {
    const asked = (accept: string) => fetch(world.baseUrl, { headers: { accept }, redirect: 'manual' })
    const led = await asked('text/html,application/xhtml+xml,*/*;q=0.8')
    expect([led.status, led.headers.get('location')]).toEqual([302, '/console'])
    expect((await asked('application/json')).status).toBe(404)
    expect(await world.stranger().get('/')).toMatchObject({ status: 404, error: 101 })
  })

  it('gives styles a nonce that is new each time', async () => {
    const nonces = await Promise.all([1, 2].map(async () => (await world.stranger().get('/console')).text))
    const [first, second] = nonces.map((text) => /name="style-nonce" content="([^"]{20,})"/.exec(text)?.[1])
    expect(first).toBeDefined()
    expect(first).not.toBe(second)
  })

  it('serves every file the page refers to, to keep for good where its name has its hash', async () => {
    const page = await world.stranger().get('/console')
    const named = [...page.text.matchAll(/(?:src|href)="(\/console\/[^"]+)"/g)].map(([, path]) => String(path))
    expect(named.some((path) => path.endsWith('.js'))).toBe(true)
    for (const path of named) {
      const file = await world.stranger().get(path)
      expect(file.status, path).toBe(200)
      expect(file.headers.get('x-content-type-options')).toBe('nosniff')
      if (path.startsWith('/console/assets/')) expect(file.headers.get('cache-control')).toContain('immutable')
    }
  })

  it('takes at most 250 kB of compressed script to appear', async () => {
    const page = await world.stranger().get('/console')
    const scripts = [...page.text.matchAll(/"(\/console\/assets\/[^"]+\.js)"/g)].map(([, path]) => String(path))
    expect(scripts).not.toEqual([])
    const asked = (path: string, encoding: string) =>
      fetch(world.baseUrl + path, { headers: { 'accept-encoding': encoding } })
    let bytes = 0
    for (const path of scripts) {
      const packed = await asked(path, 'gzip, deflate')
      expect(packed.headers.get('vary')).toBe('accept-encoding')
      const length = Number(packed.headers.get('content-length'))
      if (length > A_PACKET_BYTES) expect(packed.headers.get('content-encoding'), path).toBe('gzip')
      bytes += length
      const plain = await asked(path, 'identity')
      expect(plain.headers.get('content-encoding')).toBeNull()
      expect(await plain.text()).toBe(await packed.text())
    }
    expect(bytes).toBeGreaterThan(50_000)
    expect(bytes).toBeLessThan(250_000)
  })

  it('serves no file outside its folders', async () => {
    for (const path of [
      '/console/..%2fpackage.json',
      '/console/%2e%2e/package.json',
      '/console/nothing.js',
      '/console/index.html',
      '/console/assets/nothing.js',
      '/console/assets/..%2findex.html',
    ])
      expect((await world.stranger().get(path)).status, path).toBe(404)
  })

  it.each([
    '/console/../../x',
    '/console/../../../etc/passwd',
    '/console//etc/passwd',
    '/console/%00',
    '/console/app.js%00.png',
    '/console/%ff',
    '/console/%',
    '/console/assets/%00',
    '/docs/../../x',
    '/docs/%00',
    '/docs/static/%00',
    '/docs/%',
    '/docs//x',
    'http://x/console/../../x',
    'http://x/console/%00',
    '/console/' + '%2f'.repeat(1_000),
  ])('answers %s as unknown', async (path) => {
    const [answer] = answersIn(await sendRaw(world, [headOf('GET', path, { connection: 'close' })]))
    expect(answer).toMatchObject({ status: 404, body: { error: 101 } })
  })
})
