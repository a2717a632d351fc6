// Each page of domains, requests, wallet and expiries, in both themes and on a screen of 320 pixels.
import { beforeAll, describe, expect, it } from 'vitest'
import { memberOf } from '../../server/src/testing/caller.ts'
import { communication, domainOrder, registration } from '../../server/src/testing/fixtures.ts'
import { startServer } from '../../server/src/testing/world.ts'
import { accessibilityFaults, startBrowser } from './browser.ts'

describe('pages of a customer with something on them', () => {
  const world = startServer()
  const visitors = startBrowser(world)
  const pages: string[] = []

  beforeAll(async () => {
    const { account } = visitors
    const made = async (path: string, body: Record<string, unknown>, scenario: string) => {
      const reply = await account.post(path, body)
      const id = String(memberOf(reply.data, 'id'))
      const brought = await account.post(`/v1/sandbox${path}/${id}/scenario`, { scenario })
      expect(brought.error, brought.text).toBeNull()
      return id
    }
    const domain = await made('/dominio', domainOrder(), 'certified')
    const request = await made('/comunica_pec', communication(), 'signature-refused')
    const mailbox = await made('/pec', registration(), 'activated')
    expect(
      (await account.post(`/v1/sandbox/pec/${mailbox}/scenario`, { scenario: 'about-to-expire' })).error,
    ).toBeNull()
    pages.push('/domains', '/domains/order', `/domains/${domain}`, '/requests', '/requests/create')
    pages.push(`/requests/${request}`, '/wallet', '/expiries')
  })

  it.each(['light', 'dark'] as const)('can be used by everybody, %s', async (colorScheme) => {
    const page = await visitors.enter('account', '/console/wallet', { colorScheme, width: 320, height: 640 })
    for (const path of pages) {
      await page.goto(`${world.baseUrl}/console${path}`)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await page.waitForLoadState('networkidle')
      expect({ path, faults: await accessibilityFaults(page) }).toEqual({ path, faults: [] })
      const sideways = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
      expect({ path, sideways }).toEqual({ path, sideways: 0 })
    }
  })
})
