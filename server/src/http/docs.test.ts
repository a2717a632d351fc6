import { describe, expect, it } from 'vitest'
import { startServer } from '../testing/world.ts'

describe('/docs', () => {
  const world = startServer()
  const get = (path: string, headers: Record<string, string> = {}) => fetch(world.baseUrl + path, { headers })

  it.each(['/docs', '/docs/', '/docs/quick-start', '/docs/it', '/docs/api/registerMailbox', '/docs/assets/style.css'])(
    'can be framed by nobody at %s, runs no script of a page and loads nothing from other sites',
    async (path) => {
      const page = await get(path)
      expect(page.status).toBe(200)
      const policy = page.headers.get('content-security-policy') ?? ''
      for (const part of ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"])
        expect(policy).toContain(part)
      expect(policy).not.toContain('unsafe')
      expect(page.headers.get('x-content-type-options')).toBe('nosniff')
    },
  )

  it.each([
    ['/docs/quick-start', 'text/html; charset=utf-8', '<!doctype html>'],
    ['/docs/quick-start.md', 'text/markdown; charset=utf-8', '# Quick start'],
    ['/docs/it/quick-start.md', 'text/markdown; charset=utf-8', '# Avvio rapido'],
    ['/docs/index.md', 'text/markdown; charset=utf-8', '# Ceralacca'],
    ['/llms.txt', 'text/plain; charset=utf-8', '# Ceralacca'],
    ['/docs/llms.txt', 'text/plain; charset=utf-8', '# Ceralacca'],
    ['/docs/llms-full.txt', 'text/plain; charset=utf-8', '# Ceralacca'],
    ['/docs/connector.openapi.json', 'application/json; charset=utf-8', '{'],
  ])('has %s as %s', async (path, type, begins) => {
    const page = await get(path)
    expect(page.headers.get('content-type')).toBe(type)
    expect((await page.text()).startsWith(begins)).toBe(true)
  })

  it('is sent compressed to whom takes that, and not again to whom has it', async () => {
    const plain = await get('/docs/glossary', { 'accept-encoding': 'gzip;q=0, br' })
    expect(plain.headers.get('content-encoding')).toBeNull()
    const packed = await get('/docs/glossary', { 'accept-encoding': 'br, gzip' })
    expect(packed.headers.get('content-encoding')).toBe('gzip')
    expect(await packed.text()).toBe(await plain.text())
    const tag = plain.headers.get('etag') ?? ''
    expect((await get('/docs/glossary', { 'if-none-match': tag })).status).toBe(304)
    expect((await get('/docs/quick-start', { 'if-none-match': tag })).status).toBe(200)
  })

  it.each(['/docs/none', '/docs/quick-start/none', '/docs/list.json', '/docs/docs/index'])(
    'has a page for people and a refusal for programs where there is nothing: %s',
    async (path) => {
      const page = await get(path, { accept: 'text/html' })
      expect(page.status).toBe(404)
      expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
      expect(await page.text()).toContain('There is no such page')
      expect(await world.stranger().get(path)).toMatchObject({ status: 404, error: 101 })
    },
  )

  it.each([
    '/docs/..%2f..%2fpackage.json',
    '/docs/%2e%2e/%2e%2e/package.json',
    '/docs/..%5c..%5cpackage.json',
    '/docs/quick-start%00.md',
    '/docs/%2fetc%2fpasswd',
    '/docs/__proto__',
    '/docs/constructor',
    '/docs//etc/passwd',
  ])('reads no other file for %s', async (path) => {
    expect(await world.stranger().get(path)).toMatchObject({ status: 404, error: 101 })
  })
})
