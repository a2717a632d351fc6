// A company's address is communicated to the Business Register: asked for, signed, sent back once, communicated.
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { memberOf } from '../../server/src/testing/caller.ts'
import { testAuthority } from '../../server/src/testing/authority.ts'
import type { Authority } from '../../server/src/testing/authority.ts'
import { communication } from '../../server/src/testing/fixtures.ts'
import { startServer } from '../../server/src/testing/world.ts'
import { accessibilityFaults, startBrowser } from './browser.ts'

/** Script that makes what somebody drops: one file, from its bytes in base64. */
const transferOf = (base64: string) => `
  const moved = new DataTransfer()
  const bytes = Uint8Array.from(atob('${base64}'), (letter) => letter.charCodeAt(0))
  moved.items.add(new File([bytes], 'procura.pdf.p7m', { type: 'application/pkcs7-mime' }))
  moved`

describe('a communication to the Business Register', () => {
  const world = startServer()
  const visitors = startBrowser(world)
  let authority: Authority
  beforeAll(async () => {
    authority = await testAuthority()
  })
  afterAll(() => authority[Symbol.asyncDispose]())

  it('is asked for, signed with a file dropped on the page, and done', async () => {
    const page = await visitors.enter('account', '/console/requests')
    await page.getByText('Non ci sono ancora richieste').waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await page.getByRole('link', { name: 'Comunica un indirizzo' }).click()
    await page.getByText('15,70').waitFor()
    await page.getByRole('textbox', { name: 'Indirizzo da comunicare' }).fill('azienda@pec.example.it')
    await page.getByLabel('Ragione sociale').fill('azienda prova srl')
    await page.getByLabel('Codice fiscale o partita IVA').fill('123')
    await page.getByLabel('Comune della sede').fill('roma')
    await page.getByLabel('Provincia').fill('RM')
    await page.getByLabel(/^Nome/).fill('mario')
    await page.getByLabel(/^Cognome/).fill('rossi')
    await page.getByLabel(/^Codice fiscale( \*)?$/).fill('RSSMRA80A01H501U')
    await page.getByLabel(/^E-mail/).fill('mario.rossi@example.com')
    await page.getByLabel(/^Cellulare/).fill('3331234567')
    await page.getByText('Errore 350').waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await page.getByRole('button', { name: 'Invia e paga' }).click()
    // Refused for one field: said there, and nothing is lost.
    await page.locator('input[aria-invalid=true][data-path=cf_piva]').waitFor()
    await page.getByLabel('Codice fiscale o partita IVA').fill('12345678903')
    await page.getByRole('button', { name: 'Invia e paga' }).click()
    const confirm = page.getByRole('dialog')
    await confirm.getByText(/15,70/).waitFor()
    await confirm.getByRole('button', { name: 'Invia e paga' }).click()
    await page.getByRole('heading', { level: 1, name: 'azienda@pec.example.it' }).waitFor()
    await page.getByText('Stiamo chiedendo il codice').waitFor()
    const download = page.getByRole('button', { name: 'Scarica la procura' })
    expect(await download.getAttribute('aria-disabled')).toBe('true')

    await world.pass(5_000)
    await page.getByText('Tocca a voi').waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    const downloading = page.waitForEvent('download')
    await download.click()
    const procura = await readFile(await (await downloading).path())
    const signed = await authority.sign(procura, await authority.issue({ fiscalCode: 'RSSMRA80A01H501U' }))
    const dropped = await page.evaluateHandle(transferOf(signed.toString('base64')))
    await page.getByRole('group', { name: 'File firmato (p7m)' }).dispatchEvent('drop', { dataTransfer: dropped })
    await page.getByText(/procura\.pdf\.p7m/).waitFor()
    await page.getByRole('button', { name: 'Invia il file firmato' }).click()
    await page.getByText('La procura firmata è arrivata').waitFor()
    await page.getByText('Tutti i controlli').click()
    await page.getByText('Superato', { exact: true }).first().waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await world.pass(5_000)
    await page.getByText('Il Registro imprese conosce l’indirizzo').waitFor()
  })

  it('says in plain words why signed documents came back, and takes another file', async () => {
    const reply = await visitors.account.post('/comunica_pec', communication())
    const id = String(memberOf(reply.data, 'id'))
    const back = { scenario: 'documents-sent-back', reasons: ['signer-not-entitled'] }
    expect((await visitors.account.post(`/v1/sandbox/comunica_pec/${id}/scenario`, back)).error).toBeNull()
    const page = await visitors.enter('account', `/console/requests/${id}`, { language: 'en-GB', colorScheme: 'dark' })
    await page.getByText('Who signed is not the person who was named.').first().waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    const choosing = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: 'Choose a file: Signed file (p7m)' }).focus()
    await page.keyboard.press('Enter')
    await (await choosing).setFiles({ name: 'nota.txt', mimeType: 'text/plain', buffer: Buffer.from('non è firmato') })
    await page.getByText('does not end in .p7m').waitFor()
    await page.getByRole('button', { name: 'Send the signed file' }).click()
    await page.getByText('wrong file format, p7m required').waitFor()
    await page.getByText('Not taken').waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
  })
})
