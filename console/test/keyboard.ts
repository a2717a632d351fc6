// A person at a keyboard: no mouse, no script that fills anything in.
import type { Page } from 'playwright-core'

const MOST_STOPS = 120

/** Goes from stop to stop until the one of that name has the focus. */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const matches = (text: string) => (typeof name === 'string' ? text.trim() === name : name.test(text))
  const seen: string[] = []
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    await page.keyboard.press('Tab')
    const found = await nameOfFocus(page)
    if (matches(found)) return
    seen.push(found)
  }
  throw new Error(`no stop is called ${String(name)}; there are ${[...new Set(seen)].join(', ')}`)
}

/** What the focused element is called: by its label, its text, or its aria-label. */
const nameOfFocus = (page: Page): Promise<string> =>
  page.evaluate(`(() => {
    const at = document.activeElement
    const label = at?.labels?.[0]?.textContent ?? at?.getAttribute('aria-label') ?? at?.textContent ?? ''
    return label.replace(/\\s*\\*\\s*$/, '')
  })()`)

/** Goes to a field and types into it. */
export async function typeInto(page: Page, name: string | RegExp, text: string): Promise<void> {
  await tabTo(page, name)
  await page.keyboard.type(text)
}

/** Goes to a button or link and presses it. */
export async function press(page: Page, name: string | RegExp): Promise<void> {
  await tabTo(page, name)
  await page.keyboard.press('Enter')
}
