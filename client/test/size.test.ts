// How large the client is in a browser's bundle: with the 24 operations, refusals, retries, paging and callbacks.
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { expect, it } from 'vitest'
import { startServer } from '../../server/src/testing/world.ts'
import type { contractClient as ContractClient } from '../src/index.ts'

const world = startServer()

async function bundled(names: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      contents: `export { ${names} } from '@ceralacca/client'`,
      resolveDir: fileURLToPath(new URL('../../', import.meta.url)),
    },
    alias: { '@ceralacca/client': './client/src/index.ts' },
    absWorkingDir: fileURLToPath(new URL('../../', import.meta.url)),
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    write: false,
  })
  return outputFiles[0]?.text ?? ''
}

it('is at most 10 kB with the 24 operations, and makes their calls', async () => {
  const text = await bundled('contractClient, valueOf, RefusedError, eachItem, verifyCallback, signCallback')
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(10_000)
  expect(text).not.toMatch(/\/v1|node:|\brequire\b/)

  const { contractClient }: { contractClient: typeof ContractClient } = await import(
    `data:text/javascript;base64,${Buffer.from(text).toString('base64')}`
  )
  const { token } = await world.customer()
  const client = contractClient({ baseUrl: world.baseUrl, token })
  expect(Object.keys(client)).toHaveLength(24)
  const verified = await client.verifyAddress({ pec: 'libera@testcert.legalmail.it' })
  expect(verified).toMatchObject({ ok: true, data: { available: true } })
  const refused = await client.readMailbox({ id: '0123456789abcdef01234567' })
  expect(!refused.ok && refused.number === 202).toBe(true)
})

it('has every call when that is wanted', async () => {
  const text = await bundled('ceralacca')
  expect(text).toContain('/v1/events')
  expect(text).toContain('/pec/{id}/rinnovo')
})
