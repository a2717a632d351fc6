import { describe, expect, it } from 'vitest'
import { codeAt, stepAt } from '../../server/src/auth/totp.ts'
import { startServer } from '../../server/src/testing/world.ts'
import { startBrowser } from './browser.ts'
import { expectNoFaults, expectPage } from './looks.ts'
import { joined, PASSWORD, signIn } from './people-of-tests.ts'

/** Passkeys are for names, not for addresses of the network. */
const named = (baseUrl: string, path: string) => `http://localhost:${new URL(baseUrl).port}${path}`

describe('own security', () => {
  const world = startServer()
  const visitors = startBrowser(world)

  it('switches one-time codes on, which the next sign-in asks for', async () => {
    await joined(world, visitors.account, 'codici@example.com', 'owner')
    const page = await visitors.open('/console/sign-in?from=/security')
    await signIn(page, 'codici@example.com')
    await expectPage(page, 'La mia sicurezza')
    await page.getByRole('button', { name: 'Attiva i codici' }).click()
    await page.getByRole('img', { name: /Codice QR/ }).waitFor()
    await expectNoFaults(page)
    const secret =
      (await page
        .getByRole('dialog')
        .getByText(/^[A-Z2-7]{32}$/)
        .textContent()) ?? ''
    const step = stepAt(world.context.clock.realNow())
    await page.getByLabel('Codice a sei cifre').fill(codeAt(secret, step))
    await page.getByRole('button', { name: 'Conferma' }).click()
    await page.getByRole('button', { name: 'Li ho conservati' }).waitFor()
    expect(await page.getByRole('dialog').getByRole('listitem').count()).toBe(10)
    await expectNoFaults(page)
    await page.getByRole('button', { name: 'Li ho conservati' }).click()
    await page.getByText('Attivi', { exact: true }).waitFor()

    const later = await visitors.open('/console/sign-in')
    await signIn(later, 'codici@example.com')
    await later.getByLabel('Codice di verifica').fill(codeAt(secret, step + 1))
    await expectNoFaults(later)
    await later.getByRole('button', { name: 'Accedi', exact: true }).click()
    await later.getByRole('heading', { name: 'Caselle PEC' }).waitFor()

    await page.getByRole('button', { name: 'Disattiva i codici' }).click()
    await page.getByLabel('Codice oppure password').fill(PASSWORD)
    await page.getByRole('dialog').getByRole('button', { name: 'Disattiva i codici' }).click()
    await page.getByText('Non attivi').waitFor()
  })

  it('adds a passkey, which signs in without a password, and removes it', async () => {
    await joined(world, visitors.account, 'chiave@example.com', 'developer')
    const page = await visitors.open(named(world.baseUrl, '/console/sign-in?from=/security'))
    const devtools = await page.context().newCDPSession(page)
    await devtools.send('WebAuthn.enable')
    await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    })
    await signIn(page, 'chiave@example.com')
    await page.getByRole('button', { name: 'Aggiungi una passkey' }).click()
    await page.getByRole('dialog').getByLabel('Nome').fill('portatile')
    await page.getByRole('dialog').getByRole('button', { name: 'Aggiungi una passkey' }).click()
    await page.getByRole('rowheader', { name: 'portatile' }).waitFor()
    await expectPage(page, 'La mia sicurezza')

    await page.getByRole('button', { name: /Accesso eseguito/ }).click()
    await page.getByRole('menuitem', { name: 'Esci' }).click()
    await page.getByRole('button', { name: 'Accedi con una passkey' }).click()
    await page.getByRole('heading', { name: 'Caselle PEC' }).waitFor()
    await page.goto(named(world.baseUrl, '/console/security'))
    await page.getByRole('button', { name: 'Rimuovi la passkey: portatile' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Rimuovi la passkey' }).click()
    await page.getByText('Nessuna passkey.').waitFor()
  })

  it('changes the password, and ends the sign-in of another browser', async () => {
    await joined(world, visitors.account, 'cambio@example.com', 'accountant')
    const other = await visitors.open('/console/sign-in')
    await signIn(other, 'cambio@example.com')
    await other.getByRole('heading', { name: 'Caselle PEC' }).waitFor()
    const page = await visitors.open('/console/sign-in?from=/security')
    await signIn(page, 'cambio@example.com')
    await page
      .getByRole('button', { name: /^Termina l’accesso/ })
      .nth(1)
      .waitFor()
    expect(await page.getByText('Questo browser').count()).toBe(1)
    await page.getByLabel(/^Password attuale/).fill(PASSWORD)
    await page.getByLabel(/^Nuova password \*|^Nuova password$/).fill('un’altra frase ancora')
    await page.getByLabel(/^Nuova password, ancora/).fill('un’altra frase ancora')
    await page.getByRole('button', { name: 'Cambia la password' }).click()
    await page.getByText('Password cambiata; accessi terminati altrove: 1').waitFor()
    world.context.authenticator.forget()
    await other.goto(`${world.baseUrl}/console`)
    await other.getByRole('heading', { name: 'Accesso clienti' }).waitFor()
  })

  it('of an operator has the same page', async () => {
    const page = await visitors.enter('operator', '/console/operator/security', { colorScheme: 'dark' })
    await expectPage(page, 'La mia sicurezza')
  })
})
