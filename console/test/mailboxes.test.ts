// Many mailboxes: found, renewed, enlarged, revoked; one at a time and many at once.
import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { memberOf } from '../../server/src/testing/caller.ts'
import { seedMailboxes } from '../../server/src/testing/seed.ts'
import { startServer } from '../../server/src/testing/world.ts'
import { accessibilityFaults, startBrowser, whyNot } from './browser.ts'
import { tabTo } from './keyboard.ts'

const A_DAY_MS = 86_400_000
const MANY = 2_000

describe('mailboxes of a customer', () => {
  const world = startServer()
  const visitors = startBrowser(world)
  const row = (page: Page, text: string) => page.getByRole('row', { name: new RegExp(text) })
  const credit = async () => Number(memberOf((await visitors.account.get('/v1/wallet')).data, 'available'))

  /** Hands in a file and lets the server work it off. */
  const worked = async (page: Page, handIn: () => Promise<void>) => {
    const taken = page.waitForResponse(
      (reply) => reply.url().includes('/v1/bulk?') && reply.request().method() === 'POST',
    )
    await handIn()
    await taken
    await world.drain()
  }

  it('are searched while typing, and the address of the page keeps the search', async () => {
    const firstExpiry = new Date(world.context.clock.now().getTime() + 30 * A_DAY_MS)
    const { id } = await world.given.registeredMailbox({ cognome_richiedente: 'Verdini' }, visitors.account)
    const { rows } = await world.context.database.pool.query('select account_id from mailboxes where id = $1', [id])
    const accountId = String(memberOf(rows[0], 'account_id'))
    await seedMailboxes(world.context, { accountId, count: MANY, firstExpiry, spreadDays: 100 })
    const page = await visitors.enter('account')
    await row(page, 'casella2000\\.').waitFor()
    await page.getByRole('searchbox', { name: 'Cerca' }).pressSequentially('casella77')
    await page.waitForURL(/text=casella77/)
    await row(page, 'casella77\\.').waitFor()
    await row(page, 'casella2000\\.').waitFor({ state: 'detached' })
    expect(await page.getByRole('row').count()).toBe(1 + 11)
    expect(await accessibilityFaults(page)).toEqual([])
    await page.reload()
    await row(page, 'casella77\\.').waitFor()
    expect(await page.getByRole('searchbox', { name: 'Cerca' }).inputValue()).toBe('casella77')

    await page.getByRole('button', { name: 'Togli i filtri' }).click()
    await row(page, 'casella2000\\.').waitFor()
    await page.getByLabel('Stato').selectOption('registrata')
    await row(page, 'Verdini').waitFor()
    await page.getByLabel('Stato').selectOption('evasa')
    await row(page, 'Verdini').waitFor({ state: 'detached' })
    await page.getByLabel('Ordine').selectOption('expiry')
    await row(page, 'casella1\\.').waitFor()
    for (const first of [51, 101, 151, 201, 251]) {
      await page.getByRole('button', { name: 'Pagina successiva' }).click()
      await row(page, `casella${first}\\.`).waitFor()
      expect(await page.getByRole('row').count()).toBe(1 + 50)
      expect(await page.evaluate<number>('scrollY'), 'where the page is read from').toBe(0)
      await row(page, `casella${first + 49}\\.`).scrollIntoViewIfNeeded()
    }
    await page.getByRole('button', { name: 'Dall’inizio' }).click()
    await row(page, 'casella1\\.').waitFor()

    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Esporta CSV' }).click()
    const lines = (await readFile(await (await download).path(), 'utf8')).trim().split('\r\n')
    expect(lines).toHaveLength(1 + MANY)
    expect(lines[1]).toContain('casella1.')
  })

  it('are renewed and enlarged at a price that is seen before', async () => {
    const { id } = await world.given.workingMailbox({ tipo_casella: 'STANDARD' }, visitors.account)
    const page = await visitors.enter('account', `/console/mailboxes/${id}`, { language: 'en-GB' })
    const before = await credit()
    await page.getByRole('button', { name: 'Renew', exact: true }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('For how many years').selectOption('2')
    await dialog.getByText('€22.00').waitFor()
    await dialog.getByText(/New expiry:/).waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Renew', exact: true }).click()
    await page.getByText('Mailbox renewed').waitFor()
    await page.getByText('€22.00 paid').waitFor()
    expect(await credit()).toBe(before - 22)

    await page.getByRole('button', { name: 'Add space', exact: true }).click()
    await dialog.getByText('Choose more space than now.').waitFor()
    await dialog.getByLabel('Space for mail').selectOption('3072')
    await dialog.getByText('€5.00').waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Add space', exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByRole('definition').filter({ hasText: '3 GB' }).waitFor()
    expect(await credit()).toBe(before - 27)

    await page.getByRole('button', { name: 'Add a user' }).click()
    await dialog.getByLabel('First name').fill('Anna')
    await dialog.getByLabel('Surname').fill('Bianchi')
    await dialog.getByLabel('Label').fill('purchasing')
    await dialog.getByLabel('E-mail for the password instructions').fill('anna@example.com')
    await dialog.getByRole('button', { name: 'Add the user' }).click()
    await page.getByText('Anna Bianchi · purchasing').waitFor()

    await page.getByRole('button', { name: 'Revoke the mailbox' }).click()
    await dialog.getByRole('button', { name: 'Revoke the mailbox' }).click()
    await page.getByText('The mailbox is switched off').waitFor()
  })

  it('say why something cannot be done', async () => {
    const { id } = await world.given.registeredMailbox({}, visitors.account)
    const page = await visitors.enter('account', `/console/mailboxes/${id}`, { colorScheme: 'dark' })
    const renew = page.getByRole('button', { name: 'Rinnova', exact: true })
    await renew.waitFor()
    await tabTo(page, 'Rinnova')
    expect(await renew.getAttribute('aria-disabled')).toBe('true')
    await page.getByRole('tooltip').filter({ hasText: 'Non è possibile nello stato attuale: registrata.' }).waitFor()
    await page.keyboard.press('Enter')
    expect(await page.getByRole('dialog').count()).toBe(0)
    expect(await accessibilityFaults(page)).toEqual([])
  })

  it('are brought by a scenario to where they should be', async () => {
    const { id } = await world.given.registeredMailbox({}, visitors.account)
    const page = await visitors.enter('account', `/console/mailboxes/${id}`)
    await page.getByLabel('Cosa succede').selectOption('documents-sent-back')
    await page.getByLabel('Motivi, uno per riga').fill('id-expired')
    await page.getByRole('button', { name: 'Fai accadere' }).click()
    await page.getByText('Motivi indicati dal gestore').waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
  })

  it('are renewed and revoked many at once, after their names were seen', async () => {
    const page = await visitors.enter('account', '/console?text=casella119')
    await row(page, 'casella119\\.').waitFor()
    await page.getByRole('checkbox', { name: 'Seleziona tutte quelle della pagina' }).check()
    await page.getByText('11 caselle selezionate').waitFor()
    await page.getByRole('button', { name: 'Rinnova', exact: true }).click()
    const dialog = page.getByRole('dialog')
    await worked(page, () => dialog.getByRole('button', { name: 'Calcola il prezzo' }).click())
    await dialog.getByText(/11 rinnovi possibili, in tutto 121,00/).waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    const before = await credit()
    await worked(page, () => dialog.getByRole('button', { name: /^Rinnova per 121,00/ }).click())
    await page.getByText('11 di 11 righe').waitFor()
    await page.getByText('conclusa').waitFor()
    expect(await credit()).toBe(before - 121)
    expect(await accessibilityFaults(page)).toEqual([])

    await page.goto(`${world.baseUrl}/console?text=casella120`)
    await page.getByRole('checkbox', { name: /^Seleziona casella1200\./ }).check()
    await page.getByRole('checkbox', { name: /^Seleziona casella120\./ }).check()
    await page.getByRole('button', { name: 'Revoca', exact: true }).click()
    await dialog.getByText(/^casella120\./).waitFor()
    await dialog.getByRole('button', { name: 'Revoca 2 caselle' }).click()
    await row(page, 'casella120\\..*Revocata').waitFor()
  })

  it('are registered from a file: tried, priced, done, and the results taken home', async () => {
    const page = await visitors.enter('account', '/console/bulk', { width: 375, height: 800 })
    const example = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Scarica un esempio' }).click()
    const [header = '', line = ''] = (await readFile(await (await example).path(), 'utf8')).trim().split('\r\n')
    const lines = [
      header,
      line,
      line.replace('mario.rossi@', 'maria.rossi@'),
      line.replace('STANDARD', 'PLATINUM').replace('mario.rossi@', 'carlo.rossi@'),
    ]
    await page.locator('input[type=file]').setInputFiles({
      name: 'caselle.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(lines.join('\r\n')),
    })
    expect(await accessibilityFaults(page)).toEqual([])
    await worked(page, () => page.getByRole('button', { name: 'Prova senza eseguire' }).click())
    await page.getByText('3 di 3 righe').waitFor()
    await page.getByText(/^Errore 225/).waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await page.getByRole('button', { name: /^Esegui e paga 22,00/ }).click()
    await worked(page, () =>
      page
        .getByRole('dialog')
        .getByRole('button', { name: /^Esegui e paga 22,00/ })
        .click(),
    )
    await page.getByText('esecuzione').waitFor()
    await page.getByText('conclusa').waitFor()
    const results = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Scarica i risultati (CSV)' }).click()
    const told = (await readFile(await (await results).path(), 'utf8')).trim().split('\r\n')
    expect(told.map((one) => one.split(';')[2])).toEqual(['state', 'succeeded', 'succeeded', 'refused'])
  })

  it('move to a higher kind, are preserved, and a file for many of them is stopped before it is done', async () => {
    const { id } = await world.given.workingMailbox({ tipo_casella: 'STANDARD' }, visitors.account)
    const page = await visitors.enter('account', `/console/mailboxes/${id}`)
    const dialog = page.getByRole('dialog')
    const before = await credit()
    await page.getByRole('button', { name: 'Passa a un tipo superiore' }).click()
    await dialog.getByLabel('Nuovo tipo').selectOption('SILVER')
    await dialog.getByText('29,00').waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Passa al nuovo tipo' }).click()
    await page.getByText('Passata a un tipo superiore').waitFor()
    expect(await credit()).toBe(before - 29)

    await page.getByRole('button', { name: 'Attiva la conservazione' }).click()
    await page.getByRole('heading', { level: 1, name: /^Conservazione a norma per/ }).waitFor()
    const form = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Scarica il modulo (PDF)' }).click()
    const signed = await readFile(await (await form).path())
    await page.getByLabel('Spazio di conservazione').selectOption('1024')
    await page.getByRole('button', { name: 'Attiva la conservazione' }).click()
    await page.getByText('Manca questo file.').waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'conservazione.pdf', mimeType: 'application/pdf', buffer: signed })
    await page.getByText('conservazione.pdf').waitFor()
    await page.getByRole('button', { name: 'Attiva la conservazione' }).click()
    await page.getByRole('heading', { level: 1, name: /@/ }).waitFor()
    await page.getByText('Conservazione attivata').waitFor()
    expect(await whyNot(page.getByRole('button', { name: 'Attiva la conservazione' }))).toMatch(/già/)

    await page.goto(`${world.baseUrl}/console/bulk`)
    await page.getByLabel('Che cosa fa ogni riga').selectOption('renewMailbox')
    const lines = ['id;anni', ...Array.from({ length: 40 }, () => `${id};1`)]
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'rinnovi.csv', mimeType: 'text/csv', buffer: Buffer.from(lines.join('\r\n')) })
    await page.getByRole('button', { name: 'Prova senza eseguire' }).click()
    await page.getByRole('button', { name: 'Ferma' }).click()
    await dialog.getByText('le altre non vengono eseguite').waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Ferma' }).click()
    await dialog.waitFor({ state: 'detached' })
    await world.drain()
    await page.getByText('annullata', { exact: true }).waitFor()
    await page.getByRole('cell', { name: 'non eseguita' }).first().waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
  })
})
