import { describe, expect, it } from 'vitest'
import { itemsOf, memberOf } from '../../server/src/testing/caller.ts'
import type { Caller } from '../../server/src/testing/caller.ts'
import { registration } from '../../server/src/testing/fixtures.ts'
import { startReceiver } from '../../server/src/testing/receiver.ts'
import { startServer } from '../../server/src/testing/world.ts'
import { startBrowser } from './browser.ts'
import { expectNoFaults, expectPage } from './looks.ts'

/** A mailbox that works, whose callbacks go to an address. */
async function workingMailbox(caller: Caller, url: string): Promise<string> {
  const made = await caller.post('/pec', registration({ callback: { url, method: 'JSON' } }))
  const id = String(memberOf(made.data, 'id'))
  const activated = await caller.post(`/v1/sandbox/pec/${id}/scenario`, { scenario: 'activated' })
  expect(activated.error, activated.text).toBeNull()
  return id
}

describe('the integration', () => {
  const world = startServer()
  const visitors = startBrowser(world)

  it('shows a delivery that failed, what the receiver said, and sends it again', async () => {
    await using receiver = await startReceiver()
    receiver.answers(410, {}, 'endpoint moved')
    await workingMailbox(visitors.account, receiver.url)
    await world.drain()
    const page = await visitors.enter('account')
    await page.getByRole('link', { name: 'Integrazione' }).click()
    await page.getByText('Solo fallite').click()
    await page.getByText('Fallita').first().waitFor()
    await expectPage(page, 'Consegne')
    await page.getByRole('link', { name: 'accept' }).click()
    await page.getByText('endpoint moved').waitFor()
    await page.getByRole('button', { name: 'Calcola la firma' }).click()
    await page.getByText(/webhook-signature: v1,/).waitFor()
    await expectPage(page, /^Consegna msg_/)

    receiver.answers(200)
    await page.getByRole('button', { name: 'Rispedisci' }).click()
    await page
      .getByText('Da ritentare', { exact: true })
      .or(page.getByText('In partenza', { exact: true }))
      .waitFor()
    await world.drain()
    await page.getByText('Consegnata').waitFor()
    const last = receiver.received.at(-1)
    expect(page.url()).toContain(String(last?.headers['webhook-id']))
  })

  it('sends all that failed again at once', async () => {
    await using receiver = await startReceiver()
    receiver.answers(410)
    await workingMailbox(visitors.account, receiver.url)
    await world.drain()
    receiver.answers(200)
    const page = await visitors.enter('account', '/console/integration')
    await page.getByRole('button', { name: 'Rispedisci le fallite' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('A partire dal').waitFor()
    await expectNoFaults(page)
    await dialog.getByRole('button', { name: 'Rispedisci le fallite' }).click()
    await page.getByText(/rimess[ae] in partenza/).waitFor()
    await world.drain()
    expect(itemsOf((await visitors.account.get('/v1/deliveries?failed=true')).data)).toEqual([])
  })

  it('makes a token with the permissions chosen, shows it once, and ends it', async () => {
    const page = await visitors.enter('account', '/console/integration/tokens')
    await page.getByRole('button', { name: 'Crea un token' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Nome').fill('gestionale')
    await dialog.getByLabel('Scelte una per una').check()
    await dialog.getByRole('group', { name: '/pec', exact: true }).getByLabel('GET').check()
    await expectNoFaults(page)
    await dialog.getByRole('button', { name: 'Crea un token' }).click()
    const text = (await dialog.getByText(/^ctk_/).textContent()) ?? ''
    await expectNoFaults(page)
    await dialog.getByRole('button', { name: 'Chiudi' }).last().click()
    const ask = () =>
      fetch(`${world.baseUrl}/pec`, { headers: { authorization: `Bearer ${text}` } }).then(({ status }) => status)
    expect(await ask()).not.toBe(401)
    await expectPage(page, 'Token')
    expect(await page.content()).not.toContain(text)
    await page.getByRole('button', { name: 'Revoca il token: gestionale' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Revoca il token' }).click()
    await page.getByRole('rowheader', { name: 'gestionale' }).waitFor({ state: 'hidden' })
    world.context.authenticator.forget()
    expect(await ask()).toBe(401)
  })

  it('shows the signing secret when asked, and replaces it after saying what follows', async () => {
    const page = await visitors.enter('account', '/console/integration/signing')
    expect(await page.content()).not.toContain('whsec_')
    await page.getByRole('button', { name: 'Mostra il segreto' }).click()
    const before = await page.getByText(/^whsec_/).textContent()
    await expectPage(page, 'Firma delle callback')
    await page.getByRole('button', { name: 'Sostituisci il segreto' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('24 ore').waitFor()
    await dialog.getByRole('button', { name: 'Sostituisci il segreto' }).click()
    await dialog.waitFor({ state: 'hidden' })
    expect(await page.getByText(/^whsec_/).textContent()).not.toBe(before)
  })

  it('finds a request that was refused, with its number explained, and tells what happened', async () => {
    const refused = await visitors.account.get('/pec/non-un-id')
    expect(refused.error).toBe(201)
    const page = await visitors.enter('account', '/console/integration/requests')
    await page.getByText('Solo rifiutate').click()
    await page.getByLabel('X-Request-Id').fill(refused.headers.get('x-request-id') ?? '')
    const link = page.getByRole('link', { name: '201' })
    await link.waitFor()
    expect(await link.getAttribute('href')).toBe('/docs/reference/refusals#n201')
    await expectPage(page, 'Richieste')
    await page.getByRole('link', { name: 'Eventi' }).click()
    await page.getByText('Accesso alla console').first().waitFor()
    await expectPage(page, 'Eventi')
  })
})
