// A page as each of its visitors sees it.
import { expect } from 'vitest'
import type { Page } from 'playwright-core'
import { accessibilityFaults } from './browser.ts'

/** Expects nothing wrong with a page, neither light nor dark: only colours differ. */
export async function expectNoFaults(page: Page): Promise<void> {
  const { pathname } = new URL(page.url())
  for (const [colorScheme, of] of [
    ['dark', 'colours'],
    ['light', 'everything'],
  ] as const) {
    await page.emulateMedia({ colorScheme })
    expect(await accessibilityFaults(page, of), `${pathname}, ${colorScheme}`).toEqual([])
  }
}

/** Expects the page of a heading, without faults. */
export async function expectPage(page: Page, heading: string | RegExp): Promise<void> {
  await page.getByRole('heading', { level: 1, name: heading }).waitFor()
  await expect.poll(() => page.getByLabel('Caricamento in corso').count(), { timeout: 10_000 }).toBe(0)
  await expectNoFaults(page)
}
