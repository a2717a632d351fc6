// A sandbox whose orders people do by hand, and operators who sign in with a password of their own.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { memberOf } from '../../server/src/testing/caller.ts'
import { startServer } from '../../server/src/testing/world.ts'
import type { World } from '../../server/src/testing/world.ts'
import type { Visit, Visitors } from './browser.ts'

const byHand = { providers: { office: { kind: 'back-office' } }, routes: [{ provider: 'office' }] }
const password = 'una frase lunga e tutta mia'

/** A server for the calling test file. */
export function startBackOffice(settings: Record<string, string> = {}): World {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ceralacca-office-'))
    await writeFile(join(folder, 'providers.json'), JSON.stringify(byHand))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))
  return startServer({
    ...settings,
    get PROVIDERS_FILE() {
      return join(folder, 'providers.json')
    },
  })
}

/** A mailbox whose documents were handed in; a real document unless given. */
export async function handIn(world: World, document?: Uint8Array) {
  if (document === undefined) return world.given.submittedMailbox()
  const given = await world.given.registeredMailbox()
  const documenti = [Buffer.from(document).toString('base64')]
  expect((await given.customer.patch(`/pec/${given.id}/attivazione`, { documenti })).error).toBeNull()
  return given
}

interface Person {
  role: 'administrator' | 'reviewer' | 'finance'
  email: string
}

/** Somebody is invited and accepts with a password. */
export async function joinBackOffice(world: World, { role, email }: Person): Promise<void> {
  const administrator = await world.operator()
  const invited = await administrator.post('/v1/operator/operators', { email, role, name: email.split('@')[0] })
  const secret = memberOf(invited.data, 'invitation')
  expect((await world.stranger().post('/v1/operator/invitations/accept', { secret, password })).error).toBeNull()
}

/** An operator with that role, who joins now, signed in with e-mail and password, at their first page. */
export async function signIn(world: World, visitors: Visitors, person: Person, visit: Visit = {}): Promise<Page> {
  await joinBackOffice(world, person)
  return enter(visitors, person, visit)
}

/** One who joined before signs in. */
export async function enter(visitors: Visitors, { email }: Person, visit: Visit = {}): Promise<Page> {
  const page = await visitors.open('/console/sign-in?area=operator', visit)
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel(/^Password/).fill(password)
  await page.keyboard.press('Enter')
  await page.waitForURL((url) => !url.pathname.endsWith('/sign-in'))
  return page
}
