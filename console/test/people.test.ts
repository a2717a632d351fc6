import { describe, expect, it } from 'vitest'
import { startServer } from '../../server/src/testing/world.ts'
import { startBrowser } from './browser.ts'
import { expectNoFaults, expectPage } from './looks.ts'
import { invited, joined, PASSWORD, signIn } from './people-of-tests.ts'

describe('people', () => {
  const world = startServer()
  const visitors = startBrowser(world)

  it('are invited by a link shown once; whoever opens it chooses a password and is in, as far as their role goes', async () => {
    const page = await visitors.enter('account')
    await page.getByRole('link', { name: 'Persone' }).click()
    await expectPage(page, 'Persone')
    await page.getByRole('button', { name: 'Invita una persona' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('E-mail').fill('sola.lettura@example.com')
    await dialog.getByLabel('Sola lettura').check()
    await expectNoFaults(page)
    await dialog.getByRole('button', { name: 'Invita una persona' }).click()
    const link = (await dialog.getByText(/\/console\/invitation#civ_/).textContent()) ?? ''
    await expectNoFaults(page)

    const address = new URL(link)
    const asked: string[] = []
    const theirs = await visitors.open(address.pathname + address.hash)
    theirs.on('request', (request) => asked.push(request.url()))
    expect(new URL(theirs.url()).hash, 'the secret stays in no address').toBe('')
    await expectNoFaults(theirs)
    await theirs.getByLabel('Il vostro nome').fill('Lucia Verdi')
    await theirs.getByLabel(/^Nuova password( \*)?$/).fill(PASSWORD)
    await theirs.getByLabel(/^Nuova password, ancora/).fill('un’altra frase ancora')
    await theirs.getByRole('button', { name: 'Accetta ed entra' }).click()
    await theirs.getByText('Le due password non sono uguali.').waitFor()
    await theirs.getByLabel(/^Nuova password, ancora/).fill(PASSWORD)
    await theirs.getByRole('button', { name: 'Accetta ed entra' }).click()
    await theirs.getByRole('heading', { name: 'Caselle PEC' }).waitFor()
    expect(asked.join(' ')).not.toContain(address.hash.slice(1))

    await theirs.getByRole('button', { name: /Accesso eseguito come Lucia Verdi/ }).click()
    await theirs.getByRole('menuitem', { name: 'Esci' }).click()
    await theirs.getByRole('heading', { name: 'Accesso clienti' }).waitFor()
    await signIn(theirs, 'sola.lettura@example.com')
    await theirs.getByRole('heading', { name: 'Caselle PEC' }).waitFor()
    await theirs.getByRole('link', { name: 'Persone' }).click()
    const invite = theirs.getByRole('button', { name: 'Invita una persona' })
    await invite.waitFor()
    expect(await invite.getAttribute('aria-disabled')).toBe('true')
    await theirs.getByText('Il vostro ruolo non lo consente.').first().waitFor({ state: 'attached' })
    await expectNoFaults(theirs)
    await theirs.goto(`${world.baseUrl}/console/integration`)
    await theirs.getByText('Errore 126').waitFor()
  })

  it('get another role and are removed, and their invitation can be replaced', async () => {
    await joined(world, visitors.account, 'paolo.neri@example.com', 'developer')
    const page = await visitors.enter('account', '/console/people')
    await page
      .getByRole('row', { name: /paolo\.neri/ })
      .getByRole('link')
      .click()
    await page.getByRole('heading', { level: 1, name: 'Lucia Verdi' }).waitFor()
    await page.getByText('invitation').waitFor()
    await expectNoFaults(page)
    await page.getByRole('button', { name: 'Cambia', exact: true }).click()
    await page.getByRole('dialog').getByLabel('Amministrazione').check()
    await page.getByRole('dialog').getByRole('button', { name: 'Cambia', exact: true }).click()
    await page.getByRole('heading', { name: 'Amministrazione' }).waitFor()
    await page.getByRole('button', { name: 'Rimuovi la persona' }).click()
    await expectNoFaults(page)
    await page.getByRole('dialog').getByRole('button', { name: 'Rimuovi la persona' }).click()
    await page.getByText('Rimossa', { exact: true }).waitFor()

    const before = await invited(visitors.account, 'anna.blu@example.com', 'owner')
    await page.goto(`${world.baseUrl}/console/people`)
    await page
      .getByRole('row', { name: /anna\.blu/ })
      .getByRole('link')
      .click()
    await page.getByRole('button', { name: 'Invita di nuovo' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Invita di nuovo' }).click()
    await page.getByText(/\/console\/invitation#civ_/).waitFor()
    expect((await world.stranger().post('/v1/invitations/accept', { secret: before })).error).toBe(192)
  })

  it('choose another password by a link when they forgot theirs', async () => {
    await joined(world, visitors.account, 'smemorata@example.com', 'accountant')
    const door = await visitors.open('/console/sign-in')
    await door.getByText('Password dimenticata?').click()
    await door.getByText(/può mandarvi un collegamento/).waitFor()
    await expectNoFaults(door)
    const page = await visitors.enter('account', '/console/people')
    await page
      .getByRole('row', { name: /smemorata/ })
      .getByRole('link')
      .click()
    await page.getByRole('button', { name: 'Nuova password' }).click()
    await expectNoFaults(page)
    await page.getByRole('button', { name: 'Crea il collegamento' }).click()
    const link = (await page.getByText(/\/console\/password-reset#cpr_/).textContent()) ?? ''
    await expectNoFaults(page)

    const { pathname, hash } = new URL(link)
    await door.goto(`${world.baseUrl}${pathname}${hash}`)
    await expectPage(door, 'Scegliete una nuova password')
    expect(new URL(door.url()).hash, 'the secret stays in no address').toBe('')
    await door.getByLabel(/^Nuova password( \*)?$/).fill('un’altra frase ancora')
    await door.getByLabel(/^Nuova password, ancora/).fill('un’altra frase ancora')
    await door.getByRole('button', { name: 'Salva ed entra' }).click()
    await door.getByRole('heading', { name: 'Caselle PEC' }).waitFor()
    const again = await visitors.open(pathname + hash)
    await again.getByLabel(/^Nuova password( \*)?$/).fill(PASSWORD)
    await again.getByLabel(/^Nuova password, ancora/).fill(PASSWORD)
    await again.keyboard.press('Enter')
    await again.getByText('Errore 159').waitFor()
  })

  it('accept by keyboard alone', async () => {
    const secret = await invited(visitors.account, 'tastiera@example.com', 'developer')
    const page = await visitors.open(`/console/invitation#${secret}`, { language: 'en-GB' })
    const focused = () => page.evaluate<unknown>(`document.activeElement?.getAttribute('autocomplete')`)
    for (let tabs = 0; (await focused()) !== 'name' && tabs < 10; tabs += 1) await page.keyboard.press('Tab')
    await page.keyboard.type('Anna Blu')
    await page.keyboard.press('Tab')
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press('Tab')
    if ((await focused()) !== 'new-password') await page.keyboard.press('Tab')
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Mailboxes' }).waitFor()
  })

  it('of the back office accept by the same page', async () => {
    const reply = await visitors.operator.post('/v1/operator/operators', {
      email: 'revisore@example.com',
      role: 'reviewer',
    })
    const secret = String(Reflect.get(Object(reply.data), 'invitation'))
    const page = await visitors.open(`/console/invitation#${secret}`)
    await page.getByLabel('Il vostro nome').fill('Rita')
    await page.getByLabel(/^Nuova password( \*)?$/).fill(PASSWORD)
    await page.getByLabel(/^Nuova password, ancora/).fill(PASSWORD)
    await page.keyboard.press('Enter')
    await page.waitForURL((url) => url.pathname === '/console/operator')
  })
})
