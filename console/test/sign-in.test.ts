import { describe, expect, it } from 'vitest'
import { startServer } from '../../server/src/testing/world.ts'
import { accessibilityFaults, startBrowser } from './browser.ts'

describe('signing in to the sandbox', () => {
  const world = startServer()
  const visitors = startBrowser(world)

  it('takes a customer by one click to their mailboxes', async () => {
    const page = await visitors.open('/console')
    expect(new URL(page.url()).pathname).toBe('/console/sign-in')
    expect(await accessibilityFaults(page)).toEqual([])
    await page.getByRole('button', { name: 'Entra come cliente di prova' }).click()
    await page.getByRole('heading', { name: 'Caselle PEC' }).waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
  })

  it('takes an operator to their queue, and back to the door when they sign out', async () => {
    const page = await visitors.enter('operator', '/console/operator', { language: 'en-GB', colorScheme: 'dark' })
    await page.getByRole('heading', { name: 'Queue' }).waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await page.evaluate("sessionStorage.setItem('ceralacca-registration', '{}')")
    await page.getByRole('button', { name: /Signed in as/ }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByRole('button', { name: 'Enter as the test operator' }).waitFor()
    expect(await page.evaluate("sessionStorage.getItem('ceralacca-registration')")).toBeNull()
    await page.goto(`${world.baseUrl}/console/operator`)
    await page.getByRole('button', { name: 'Enter as the test operator' }).waitFor()
  })

  it('says what was wrong with a password, in the server’s words', async () => {
    const page = await visitors.open('/console/sign-in')
    await page.getByLabel('E-mail').fill('nessuno@example.com')
    await page.getByLabel(/^Password/).fill('una password sbagliata')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').waitFor()
  })
})
