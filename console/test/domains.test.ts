// A customer sets up a domain of their own: ordered with its price seen, records copied, a failing check understood, mended.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { goodZone, startNameServer } from '../../server/src/dns/fake-server.ts'
import type { FakeNameServer } from '../../server/src/dns/fake-server.ts'
import { memberOf } from '../../server/src/testing/caller.ts'
import { domainOrder } from '../../server/src/testing/fixtures.ts'
import { startServer } from '../../server/src/testing/world.ts'
import { accessibilityFaults, startBrowser } from './browser.ts'

describe('a domain of one’s own', () => {
  const settings: Record<string, string> = {}
  let dns: FakeNameServer
  beforeAll(async () => {
    dns = await startNameServer()
    settings['DNS_SERVERS'] = dns.address
  })
  afterAll(() => dns[Symbol.asyncDispose]())
  const world = startServer(settings)
  const visitors = startBrowser(world)

  const given = async (changes: Record<string, unknown> = {}) => {
    const reply = await visitors.account.post('/dominio', domainOrder(changes))
    expect(reply.error, reply.text).toBeNull()
    return String(memberOf(reply.data, 'id'))
  }
  const scenario = async (id: string, name: string) => {
    const reply = await visitors.account.post(`/v1/sandbox/dominio/${id}/scenario`, { scenario: name })
    expect(reply.error, reply.text).toBeNull()
  }

  it('is ordered by keyboard, and certified once its records are right', async () => {
    const name = 'pec.mia-azienda.it'
    dns.publish(goodZone(name).filter((line) => !line.includes('MX 10') && !line.includes('TXT')))
    const page = await visitors.enter('account', '/console/domains')
    await page.getByText('Non ci sono ancora domini').waitFor()
    expect(await accessibilityFaults(page)).toEqual([])

    await page.getByRole('link', { name: 'Ordina un dominio' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Ordina un dominio' }).waitFor()
    await page.getByLabel('Dominio').focus()
    await page.keyboard.type('legalmail.it')
    await page.getByText('Errore 314').waitFor()
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.type(name)
    await page.getByText('35,00').waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('ArrowUp')
    await page.getByText('70,00').waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await page.keyboard.press('Enter')
    const confirm = page.getByRole('dialog')
    await confirm.getByText(/70,00.*IVA/).waitFor()
    await confirm.getByRole('button', { name: 'Ordina e paga' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name }).waitFor()

    await world.pass(2_000)
    await page.getByText('Ora tocca a voi').waitFor()
    await page.getByText('Il record SPF manca').waitFor()
    await page.getByText('Errato').first().waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.getByRole('button', { name: 'Copia: Valore MX' }).click()
    expect(await page.evaluate<string>('navigator.clipboard.readText()')).toBe('10 mx.cert.legalmail.it.')
    await page.getByRole('button', { name: 'Copia tutti' }).click()
    expect(await page.evaluate<string>('navigator.clipboard.readText()')).toMatch(/IN MX 10 mx.*\n.*IN TXT "v=spf1/)
    await page.getByText('Cosa hanno risposto i server').first().click()
    await page
      .getByText(/via UDP/)
      .first()
      .waitFor()

    dns.publish(goodZone(name))
    await world.pass(3_600_000)
    await page.getByText('Il dominio è certificato e le sue caselle funzionano.').waitFor()
    await page.getByText('0 di 1 in uso').waitFor()
  })

  it('tells why an order came to nothing, and what cannot be done now', async () => {
    const id = await given()
    const reply = await visitors.account.post(`/v1/sandbox/dominio/${id}/scenario`, {
      scenario: 'order-refused',
      reasons: ['domain-not-available'],
    })
    expect(reply.error, reply.text).toBeNull()
    const page = await visitors.enter('account', `/console/domains/${id}`, { language: 'en-GB', colorScheme: 'dark' })
    await page.getByText('The domain cannot be certified.').first().waitFor()
    await page.getByText('The order came to nothing and was refunded.').waitFor()
    const revoke = page.getByRole('button', { name: 'Revoke' })
    expect(await revoke.getAttribute('aria-disabled')).toBe('true')
    await page.getByText('Possible only while the domain is: Being set up, Certified.').first().waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
  })

  it('is renewed with its price seen before, and revoked by its name', async () => {
    const id = await given({ dominio: 'pec.da-rinnovare.it' })
    await scenario(id, 'certified')
    const page = await visitors.enter('account', `/console/domains/${id}`, { language: 'en-GB' })
    await page.getByRole('button', { name: 'Renew' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('€55.00').waitFor()
    await dialog.getByText(/New expiry/).waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Renew and pay' }).click()
    await page.getByText('€55.00 paid').nth(1).waitFor()

    await page.getByRole('button', { name: 'Revoke' }).click()
    const action = page.getByRole('dialog').getByRole('button', { name: 'Revoke the domain' })
    expect(await action.isDisabled()).toBe(true)
    expect(await accessibilityFaults(page)).toEqual([])
    await page.getByLabel('To confirm, type pec.da-rinnovare.it').fill('pec.da-rinnovare.it')
    await action.click()
    await page.getByText('Revoked', { exact: true }).first().waitFor()
    await page.getByText('The domain no longer works').waitFor()
  })

  it('lets happen in the sandbox what others decide', async () => {
    const id = await given()
    const page = await visitors.enter('account', `/console/domains/${id}`, { language: 'en-GB', width: 320 })
    await page.getByLabel('What happens').selectOption({ label: 'It is certified' })
    await page.getByRole('button', { name: 'Let it happen' }).click()
    await page.getByText('The domain is certified and its mailboxes work.').waitFor()
    const sideways = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
    expect(sideways).toBeLessThanOrEqual(0)
  })
})
