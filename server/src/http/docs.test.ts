import { describe, expect, it } from 'vitest'
import { startServer } from '../testing/world.ts'

describe('/docs', () => {
  const world = startServer()

  it('keeps no token in the browser', async () => {
    const script = await world.stranger().get('/docs/static/swagger-initializer.js')
    expect(script.status).toBe(200)
    expect(script.text).toMatch(/"persistAuthorization":false/)
  })

  it.each(['/docs', '/docs/', '/docs/static/swagger-ui.css'])(
    'can be framed by nobody at %s, and loads nothing from other sites',
    async (path) => {
      const page = await world.stranger().get(path)
      expect(page.status).toBe(200)
      const policy = page.headers.get('content-security-policy') ?? ''
      for (const part of ["default-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"])
        expect(policy).toContain(part)
    },
  )
})
