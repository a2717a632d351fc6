import { describe, expect, it } from 'vitest'
import { SettingsError } from '../settings.ts'
import { callerAt } from '../testing/caller.ts'
import { startServer } from '../testing/world.ts'
import { openMetricsServer } from './metrics-server.ts'

describe('METRICS_ADDRESS', () => {
  const world = startServer({ METRICS_ADDRESS: '127.0.0.1:0' })
  const anyPort = { host: '127.0.0.1', port: 0 }

  it('serves the metrics there, and nowhere else', async () => {
    await (await world.customer()).get('/pec')
    expect(await world.stranger().get('/metrics')).toMatchObject({ status: 404, error: 101 })
    expect((await world.stranger().get('/healthz')).status).toBe(200)
    await using metrics = await openMetricsServer(world.context, anyPort)
    const monitoring = callerAt(`http://127.0.0.1:${metrics.port}`, '')
    const found = await monitoring.get('/metrics')
    expect(found.status).toBe(200)
    expect(found.headers.get('content-type')).toMatch(/^text\/plain/)
    expect(found.text).toMatch(/route="GET \/pec"/)
    for (const path of ['/', '/pec', '/healthz', '/metrics/x']) expect((await monitoring.get(path)).status).toBe(404)
    for (const { headers } of [found, await monitoring.get('/')]) {
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('content-security-policy')).toContain("default-src 'none'")
      expect(headers.get('cache-control')).toBe('no-store')
    }
    expect((await monitoring.post('/metrics')).status).toBe(404)
  })

  it('that is taken is named', async () => {
    await using metrics = await openMetricsServer(world.context, anyPort)
    const { port } = metrics
    await expect(openMetricsServer(world.context, { ...anyPort, port })).rejects.toThrow(
      new SettingsError(`METRICS_ADDRESS: cannot listen on 127.0.0.1:${port} (EADDRINUSE)`),
    )
  })
})
