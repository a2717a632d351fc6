// People who sign in to the console with a password.
import { expect } from 'vitest'
import type { Page } from 'playwright-core'
import { memberOf } from '../../server/src/testing/caller.ts'
import type { Caller } from '../../server/src/testing/caller.ts'
import type { World } from '../../server/src/testing/world.ts'

export const PASSWORD = 'una frase che nessuno indovina'

/** Invites somebody; answers the secret of the invitation. */
export async function invited(owner: Caller, email: string, role: string): Promise<string> {
  const reply = await owner.post('/v1/members', { email, role, name: 'Lucia Verdi' })
  expect(reply.error, reply.text).toBeNull()
  return String(memberOf(reply.data, 'invitation'))
}

/** Somebody who accepted with a password. */
export async function joined(world: World, owner: Caller, email: string, role: string): Promise<void> {
  const secret = await invited(owner, email, role)
  const reply = await world.stranger().post('/v1/invitations/accept', { secret, password: PASSWORD })
  expect(reply.error, reply.text).toBeNull()
}

/** Fills in the sign-in page and sends it. */
export async function signIn(page: Page, email: string): Promise<void> {
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel(/^Password/).fill(PASSWORD)
  await page.getByRole('button', { name: 'Accedi', exact: true }).click()
}
