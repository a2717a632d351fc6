// A newcomer's first mailbox: from the door to a working address, by keyboard alone; and documents that come back.
import { describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { pdf } from '../../server/src/testing/fixtures.ts'
import { startServer } from '../../server/src/testing/world.ts'
import { accessibilityFaults, startBrowser } from './browser.ts'
import { press, tabTo, typeInto } from './keyboard.ts'

const A_PROVIDERS_ANSWER_MS = 10_000

describe('a first mailbox', () => {
  const world = startServer()
  const visitors = startBrowser(world)
  const file = async (name: string, text: string) => ({
    name,
    mimeType: 'application/pdf',
    buffer: Buffer.from(await pdf(text)),
  })
  const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name }).first().waitFor()

  it('is registered, signed for and activated by keyboard alone', async () => {
    const page = await visitors.open('/console')
    await press(page, 'Entra come cliente di prova')
    await heading(page, 'Caselle PEC')
    await press(page, 'Registra una casella')

    await heading(page, 'Che casella vi serve?')
    expect(await accessibilityFaults(page)).toEqual([])
    await typeInto(page, 'Parte prima della chiocciola', 'prima.casella')
    await page.getByText('prima.casella@testcert.legalmail.it è disponibile.').waitFor()
    await page.keyboard.press('Enter')

    await heading(page, 'Chi la chiede')
    expect(await accessibilityFaults(page)).toEqual([])
    await typeInto(page, 'Nome', 'Mario')
    await typeInto(page, 'Cognome', 'Rossi')
    await typeInto(page, 'Codice fiscale', 'rssmra80a01h501x')
    await page.getByText('forse un errore di battitura').waitFor()
    await page.keyboard.press('Backspace')
    await page.keyboard.type('u')
    await page.getByText('forse un errore di battitura').waitFor({ state: 'detached' })
    await typeInto(page, 'Sesso', 'Masc')
    await typeInto(page, 'Data di nascita', '01011980')
    await tabTo(page, 'Comune di nascita')
    await page.keyboard.type('Rom')
    await page.getByRole('option', { name: 'Roma (RM)' }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await typeInto(page, 'E-mail ordinaria', 'mario.rossi@example.com')
    await typeInto(page, 'Telefono', '0612345678')
    await page.keyboard.press('Enter')

    await heading(page, 'A chi è intestata')
    await typeInto(page, 'Via e numero civico', 'via Verdi 20')
    await typeInto(page, 'Comune', 'Roma')
    await typeInto(page, 'Provincia', 'rm')
    await typeInto(page, 'CAP', '00142')
    expect(await accessibilityFaults(page)).toEqual([])
    await page.keyboard.press('Enter')

    await page.getByText('Credito dopo').waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await press(page, /^Registra e paga 11,00/)

    await heading(page, 'Documenti per prima.casella@testcert.legalmail.it')
    expect(await accessibilityFaults(page)).toEqual([])
    for (const [slot, name] of [
      ['Scegli un file: Modulo firmato', 'modulo.pdf'],
      ['Scegli un file: Documento d’identità del richiedente', 'carta.pdf'],
    ] as const) {
      const chooser = page.waitForEvent('filechooser')
      await press(page, slot)
      await (await chooser).setFiles(await file(name, name))
      await page.getByText(name).waitFor()
    }
    await press(page, 'Invia i documenti')
    await heading(page, 'Cosa potete fare')
    await page.getByText('Tocca al gestore').waitFor()
    await world.pass(A_PROVIDERS_ANSWER_MS)
    await page.getByText('Il gestore ha attivato la casella').waitFor()
    await page.getByText(/La casella funziona fino al/).waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
  })

  it('keeps what was typed through a refusal, a reload and going back', async () => {
    const page = await visitors.enter('account', '/console/mailboxes/new', { language: 'en-GB' })
    await page.getByLabel('Part before the @').fill('secondo')
    await page.getByRole('button', { name: 'Next', exact: true }).click()
    await page.getByLabel('First name').fill('Anna')
    await page.getByRole('button', { name: 'Next', exact: true }).click()
    // The server says which field is missing, and the focus is there.
    await page.getByText(/^232:/).waitFor()
    expect(await page.evaluate('document.activeElement.name')).toBe('cognome_richiedente')
    await page.reload()
    await heading(page, 'Which mailbox do you need?')
    expect(await page.getByLabel('Part before the @').inputValue()).toBe('secondo')
    await page.getByRole('button', { name: 'Next', exact: true }).click()
    expect(await page.getByLabel('First name').inputValue()).toBe('Anna')
    await page.getByRole('button', { name: 'Mailbox', exact: true }).click()
    expect(await page.getByLabel('Part before the @').inputValue()).toBe('secondo')
  })

  it('offers other addresses where one is taken', async () => {
    const { casella_pec } = await world.given.registeredMailbox()
    const page = await visitors.enter('account', '/console/mailboxes/new')
    const [local = ''] = casella_pec.split('@')
    await page.getByLabel('Parte prima della chiocciola').fill(local)
    await page.getByText(`${casella_pec} è già in uso.`).waitFor()
    await page.getByRole('button', { name: `Scegli ${local}.pec@testcert.legalmail.it` }).click()
    await page.getByText(`${local}.pec@testcert.legalmail.it è disponibile.`).waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
  })

  it('has its documents sent back, says why, and takes better ones', async () => {
    const customer = visitors.account
    const { id, casella_pec } = await world.given.registeredMailbox(
      { casella_pec: 'errati.uno@testcert.legalmail.it' },
      customer,
    )
    const page = await visitors.enter('account', `/console/mailboxes/${id}/documents`, { colorScheme: 'dark' })
    await heading(page, `Documenti per ${casella_pec}`)
    const inputs = page.locator('input[type=file]')
    // A picture and half a PDF are told apart before anything is sent.
    await inputs.first().setInputFiles({
      name: 'foto.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0]),
    })
    await page.getByText('È un’immagine: salvatela come PDF e riprovate.').waitFor()
    await inputs.nth(1).setInputFiles({
      name: 'mezzo.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from(await pdf()).subarray(0, 300),
    })
    await page.getByText('Il PDF è incompleto').waitFor()
    expect(await accessibilityFaults(page)).toEqual([])

    await inputs.first().setInputFiles(await file('modulo.pdf', 'modulo da firmare'))
    await inputs.nth(1).setInputFiles(await file('carta.pdf', 'carta'))
    await page.getByRole('button', { name: 'Invia i documenti' }).click()
    await page.getByText('Tocca al gestore').waitFor()
    await world.pass(A_PROVIDERS_ANSWER_MS)
    await page.getByText('Il gestore ha respinto i documenti. Correggete').waitFor()
    expect(await accessibilityFaults(page)).toEqual([])

    await page.getByRole('button', { name: 'Carica i documenti' }).click()
    await heading(page, `Documenti per ${casella_pec}`)
    await inputs.first().setInputFiles(await file('modulo.pdf', 'modulo firmato'))
    await inputs.nth(1).setInputFiles(await file('carta.pdf', 'carta'))
    await page.getByRole('button', { name: 'Invia i documenti' }).click()
    await page.getByText('Tocca al gestore').waitFor()
    await world.pass(A_PROVIDERS_ANSWER_MS)
    await page.getByText(/La casella funziona fino al/).waitFor()
  })
})
