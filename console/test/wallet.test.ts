// Somebody looks after the money: what was spent on what, what things cost, when to add some; and what expires next.
import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { memberOf } from '../../server/src/testing/caller.ts'
import { registration, romeDayAt } from '../../server/src/testing/fixtures.ts'
import { startServer } from '../../server/src/testing/world.ts'
import { accessibilityFaults, startBrowser } from './browser.ts'

const A_DAY_MS = 86_400_000

describe('the wallet and the expiries', () => {
  const world = startServer()
  const visitors = startBrowser(world)

  const buy = async (casella_pec: string) => {
    const reply = await visitors.account.post('/pec', registration({ casella_pec, tipo_casella: 'STANDARD' }))
    expect(reply.error, reply.text).toBeNull()
    return String(memberOf(reply.data, 'id'))
  }
  const work = async (id: string) => {
    const reply = await visitors.account.post(`/v1/sandbox/pec/${id}/scenario`, { scenario: 'activated' })
    expect(reply.error, reply.text).toBeNull()
  }

  it('shows a purchase in the statement, by kind and as a file', async () => {
    await buy('posta.uno@testcert.legalmail.it')
    const page = await visitors.enter('account', '/console/wallet')
    const statement = page.getByRole('region', { name: 'Estratto conto' }).first()
    const row = statement.getByRole('row', { name: /posta\.uno@testcert\.legalmail\.it/ })
    expect(await row.innerText()).toMatch(/Registrazione di una casella[^]*-11,00/)
    expect(await accessibilityFaults(page)).toEqual([])

    await page.getByLabel('Movimenti').selectOption('credited')
    await row.waitFor({ state: 'detached' })
    await statement.getByText(/^Ricarica/).waitFor()
    await page.getByLabel('Movimenti').selectOption('debited')
    await row.waitFor()
    const downloading = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Scarica CSV' }).click()
    const lines = (await readFile(await (await downloading).path(), 'utf8')).split('\r\n')
    expect(lines[1]).toMatch(/;Registrazione di una casella;posta\.uno@testcert\.legalmail\.it;-11,00;txn_\d+$/)
  })

  it('warns of low credit once somebody said from when on', async () => {
    const page = await visitors.enter('account', '/console/wallet', { language: 'en-GB', colorScheme: 'dark' })
    await page.getByLabel('Threshold in euro').fill('molto')
    await page.keyboard.press('Enter')
    await page.getByText(/low_balance/).waitFor()
    await page.getByLabel('Threshold in euro').fill('99999.50')
    await page.keyboard.press('Enter')
    await page.getByText('Your credit is below €99,999.50.').waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await page.getByRole('button', { name: 'End the warning' }).click()
    await page.getByText('No warning is set.').waitFor()
  })

  it('says which prices change by a day to come', async () => {
    const page = await visitors.enter('account', '/console/wallet', { language: 'en-GB' })
    const day = romeDayAt(new Date(world.context.clock.now().getTime() + 40 * A_DAY_MS))
    await page.getByLabel('Prices in force from the day').fill(day)
    await page.getByText('No price changes by that day.').waitFor()
    const from = romeDayAt(new Date(world.context.clock.now().getTime() + 20 * A_DAY_MS))
    const list = { name: 'gennaio', everybody: true, from, prices: { 'mailbox STANDARD': '12.00' } }
    const reply = await visitors.operator.post('/v1/operator/price-lists', list)
    expect(reply.error, reply.text).toBeNull()
    await page.reload()
    await page.getByLabel('Prices in force from the day').fill(day)
    await page.getByText('One price changes.').waitFor()
    await page.getByText('€12.00').waitFor()
  })

  it('lists what expires by month, and renews from there', async () => {
    const id = await buy('posta.due@testcert.legalmail.it')
    await work(id)
    const page = await visitors.enter('account', '/console/expiries')
    await page.getByRole('link', { name: 'posta.due@testcert.legalmail.it' }).waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await page.getByRole('button', { name: 'Rinnova posta.due@testcert.legalmail.it' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('11,00').waitFor()
    await dialog.getByText(/Nuova scadenza/).waitFor()
    await dialog.getByRole('button', { name: 'Rinnova e paga' }).click()
    await page.getByRole('link', { name: 'posta.due@testcert.legalmail.it' }).waitFor({ state: 'detached' })
    const downloading = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Scarica scadenze.ics' }).click()
    expect(await readFile(await (await downloading).path(), 'utf8')).toContain('BEGIN:VCALENDAR')
    const dark = await visitors.enter('account', '/console/expiries', { language: 'en-GB', colorScheme: 'dark' })
    await dark.getByRole('heading', { level: 1, name: 'Expiries' }).waitFor()
    expect(await accessibilityFaults(dark)).toEqual([])
  })
})
