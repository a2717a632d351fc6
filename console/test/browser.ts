// Debian's Chromium before a whole server: one browser a test file, one profile a visit. Whoever is signed in stays so for
// the next test that enters the same way.
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { chromium } from 'playwright-core'
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { prepareSandbox } from '../../server/src/accounts/sandbox.ts'
import type { SandboxCredentials } from '../../server/src/accounts/sandbox.ts'
import { readWallet } from '../../server/src/ledger/ledger.ts'
import { formatCents } from '../../server/src/model/money.ts'
import { findAccount } from '../../server/src/store/accounts.ts'
import { callerAt, keyCallerAt } from '../../server/src/testing/caller.ts'
import type { Caller } from '../../server/src/testing/caller.ts'
import type { Customer, World } from '../../server/src/testing/world.ts'
import { chromiumPath } from '../../scripts/chromium.ts'

export interface Visit {
  language?: 'it-IT' | 'en-GB'
  colorScheme?: 'light' | 'dark'
  width?: number
  height?: number
}

export interface Visitors {
  /** The sandbox's own account and operator by their tokens, to prepare what pages show. */
  readonly account: Customer
  readonly operator: Caller
  /** A page of a new profile, at an address below the server's. Whatever the page complains of fails the test. */
  open(path: string, visit?: Visit): Promise<Page>
  /** The same, as the sandbox's customer or operator; the profile may be of a test before, which left nothing in it. */
  enter(area: 'account' | 'operator', path?: string, visit?: Visit): Promise<Page>
}

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** A browser for the calling test file. */
export function startBrowser(world: World): Visitors {
  let browser: Browser | undefined
  let callers: { account: Customer; operator: Caller } | undefined
  const ready = () => {
    if (callers === undefined) throw new Error('the sandbox is not ready yet')
    return callers
  }
  const complaints: string[] = []
  const openPages = new Set<Page>()
  const inUse = new Map<BrowserContext, string>()
  const signedIn = new Map<string, BrowserContext[]>()

  beforeAll(async () => {
    const found = await prepareSandbox(world.context, world.baseUrl)
    callers = { account: await customerOf(world, found), operator: callerAt(world.baseUrl, found.operatorToken) }
    browser = await chromium.launch({ executablePath: chromiumPath(), args: flags })
  })
  // A page nobody looks at any more would go on asking the server.
  afterEach(async () => {
    for (const page of openPages) {
      const context = page.context()
      const way = inUse.get(context)
      if (way !== undefined && !page.isClosed()) await page.evaluate('localStorage.clear()').catch(() => undefined)
      await page.close()
      if (way === undefined) await context.close()
    }
    for (const [context, way] of inUse) signedIn.set(way, [...(signedIn.get(way) ?? []), context])
    openPages.clear()
    inUse.clear()
  })
  afterAll(async () => {
    await browser?.close()
    expect(complaints, 'what pages complained of').toEqual([])
  })

  async function newContext(visit: Visit): Promise<BrowserContext> {
    if (browser === undefined) throw new Error('the browser is not running yet')
    const { language = 'it-IT', colorScheme = 'light', width = 1280, height = 900 } = visit
    return browser.newContext({
      locale: language,
      timezoneId: 'Europe/Rome',
      colorScheme,
      viewport: { width, height },
      reducedMotion: 'reduce',
    })
  }

  async function openIn(context: BrowserContext, path: string): Promise<Page> {
    const page = await context.newPage()
    openPages.add(page)
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => {
      // What the server refuses is shown by the page; the browser lists it too.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        complaints.push(message.text())
    })
    await page.goto(new URL(path, world.baseUrl).href)
    await page.getByRole('heading', { level: 1 }).waitFor()
    return page
  }

  return {
    get account() {
      return ready().account
    },
    get operator() {
      return ready().operator
    },
    open: async (path, visit = {}) => openIn(await newContext(visit), path),
    async enter(area, path = area === 'operator' ? '/console/operator' : '/console', visit = {}) {
      const way = JSON.stringify([area, visit])
      const context = signedIn.get(way)?.pop() ?? (await newContext(visit))
      inUse.set(context, way)
      const page = await openIn(context, path)
      if (!new URL(page.url()).pathname.endsWith('/sign-in')) return page
      await page.getByRole('button', { name: /prova|test/ }).click()
      await page.waitForURL((url) => !url.pathname.endsWith('/sign-in'))
      return page
    },
  }
}

async function customerOf({ context, baseUrl }: World, found: SandboxCredentials): Promise<Customer> {
  const { email, apiKey, callbackSecret, token } = found
  const { kysely } = context.database
  const account = await findAccount(kysely, { email })
  if (account === undefined) throw new Error('the sandbox has no account')
  return {
    ...callerAt(baseUrl, token),
    accountId: account.id,
    email,
    apiKey,
    byKey: keyCallerAt(baseUrl, email, apiKey),
    callbackSecret,
    credit: async () => formatCents((await readWallet(kysely, account.id)).availableCents),
  }
}

/** Why a button does nothing now, as screen readers say it. */
export const whyNot = (button: Locator): Promise<string> =>
  button.evaluate((element) => {
    const described = document.getElementById(element.getAttribute('aria-describedby') ?? '')
    return described?.textContent ?? ''
  })

interface Violation {
  id: string
  nodes: { target: unknown; failureSummary?: string }[]
}

/** What axe finds wrong with a page by WCAG 2.2 A and AA, or with its colours alone: rule and places. */
export async function accessibilityFaults(page: Page, of: 'everything' | 'colours' = 'everything'): Promise<string[]> {
  axe ??= await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  // The policy of the page lets no script in, but those of the debugger.
  if (!(await page.evaluate<boolean>("'axe' in globalThis"))) await page.evaluate(axe)
  const options = { runOnly: of === 'colours' ? colourRules : wcag, resultTypes: ['violations'] }
  const violations: Violation[] = await page.evaluate(
    `axe.run(${JSON.stringify(options)}).then((found) => found.violations)`,
  )
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(
      ({ target, failureSummary = '' }) => `${id}: ${String(target)}: ${failureSummary.replaceAll(/\s+/g, ' ')}`,
    ),
  )
}
let axe: string | undefined
const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
const colourRules = ['color-contrast', 'link-in-text-block']
