import { describe, expect, it } from 'vitest'
import { memberOf } from '../../server/src/testing/caller.ts'
import { registration } from '../../server/src/testing/fixtures.ts'
import { startServer } from '../../server/src/testing/world.ts'
import { startBrowser } from './browser.ts'
import { expectNoFaults, expectPage } from './looks.ts'

describe('the sandbox', () => {
  const world = startServer()
  const visitors = startBrowser(world)
  const mailbox = async (changes: Record<string, unknown> = {}) => {
    const made = await visitors.account.post('/pec', registration(changes))
    const id = String(memberOf(made.data, 'id'))
    const activated = await visitors.account.post(`/v1/sandbox/pec/${id}/scenario`, { scenario: 'activated' })
    expect(activated.error, activated.text).toBeNull()
    return {
      id,
      expiry: async () => String(memberOf((await visitors.account.get(`/pec/${id}`)).data, 'data_scadenza')),
    }
  }

  it('shows what arrived in its inbox, and whether the signature is right', async () => {
    const page = await visitors.enter('account', '/console/sandbox/inbox')
    const address = (await page.getByText(/\/v1\/sandbox\/inbox\/callback$/).textContent()) ?? ''
    await mailbox({ callback: { url: address, method: 'JSON' } })
    await world.drain()
    await page.getByText('Firma corretta').first().waitFor()
    await page
      .getByRole('button', { name: /^Mostra/ })
      .first()
      .click()
    await page.getByText(/webhook-signature: v1/).waitFor()
    await expectPage(page, 'Callback ricevute')
  })

  it('moves the clock by a year, which renews a mailbox and says what ran', async () => {
    const { expiry } = await mailbox({ autorinnovo: true })
    const before = await expiry()
    const page = await visitors.enter('account')
    await page.getByRole('link', { name: 'Sandbox' }).click()
    await page.getByText('Nessuna istantanea').waitFor()
    await expectPage(page, 'Tempo e dati')
    await page.getByRole('button', { name: 'Un anno' }).click()
    await page.getByText('Orologio portato avanti').waitFor({ timeout: 60_000 })
    await page.getByText('avanti di 365 giorni').waitFor()
    await expectNoFaults(page)
    expect((await expiry()).slice(-4)).toBe(String(Number(before.slice(-4)) + 1))
  })

  it('refuses a period that is none, and keeps what was typed', async () => {
    const page = await visitors.enter('account', '/console/sandbox')
    await page.getByLabel(/^Altro periodo/).fill('un mese')
    await page.getByRole('button', { name: 'Porta avanti', exact: true }).click()
    await page.getByText('Errore 110').waitFor()
    expect(await page.getByLabel(/^Altro periodo/).inputValue()).toBe('un mese')
  })

  it('keeps a snapshot and brings it back after the account was emptied', async () => {
    const { id } = await mailbox()
    const page = await visitors.enter('account', '/console/sandbox')
    await page.getByRole('button', { name: 'Fai un’istantanea' }).click()
    await page.getByRole('button', { name: /^Ripristina/ }).waitFor()
    await page.getByRole('button', { name: 'Azzera l’account' }).click()
    await expectNoFaults(page)
    await page.getByRole('dialog').getByRole('button', { name: 'Azzera l’account' }).click()
    await page.getByText(/^Account azzerato/).waitFor()
    expect((await visitors.account.get(`/pec/${id}`)).status).toBe(404)
    await page.getByRole('button', { name: /^Ripristina/ }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Ripristina' }).click()
    await page.getByText('Istantanea ripristinata').waitFor()
    expect((await visitors.account.get(`/pec/${id}`)).error).toBeNull()
  })

  it('lists its scenarios, and gives a token ready to call with', async () => {
    const page = await visitors.enter('account', '/console/sandbox/scenarios')
    await page.getByText('about-to-expire').waitFor()
    await expectPage(page, 'Scenari')
    await page.getByRole('link', { name: 'Provare con curl' }).click()
    await page.getByRole('button', { name: 'Crea un token di prova' }).click()
    const token = (await page.getByText(/^ctk_/).textContent()) ?? ''
    await expectPage(page, 'Provare con curl')
    const headers = { authorization: `Bearer ${token}` }
    expect((await fetch(`${world.baseUrl}/v1/wallet`, { headers })).status).toBe(200)
  })
})
