// What stands in the answers of a server of the contract, checked before it is believed.
import { domainFlagNames, domainFlags } from '../../model/certified-domain.ts'
import type { DomainFlags } from '../../model/certified-domain.ts'
import type { Spaces } from '../../model/mailbox-fields.ts'
import { isProviderCode } from '../../model/provider-code.ts'
import { isResourceId } from '../../model/resource-id.ts'
import type { MailboxFacts } from '../port/mailboxes.ts'

/** A member of an object, whatever it is; undefined where there is none. */
export function memberOf(data: unknown, name: string): unknown {
  return typeof data === 'object' && data !== null && Object.hasOwn(data, name) ? Reflect.get(data, name) : undefined
}

/** A text, empty where there is none. */
export function textIn(data: unknown, name: string): string {
  const value = memberOf(data, name)
  return typeof value === 'string' ? value : ''
}

/** Its id there; undefined for anything that is none. */
export function idIn(data: unknown): string | undefined {
  const id = textIn(data, 'id').toLowerCase()
  return isResourceId(id) ? id : undefined
}

/** The objects of a list. */
export const listIn = (data: unknown): unknown[] => (Array.isArray(data) ? data : [])

const EARLIEST_SECONDS = Date.UTC(2000, 0, 1) / 1_000
const LATEST_SECONDS = Date.UTC(2200, 0, 1) / 1_000

/** When it expires; undefined where no date that can be meant is there. */
export function expiryIn(data: unknown): Date | undefined {
  const seconds = memberOf(memberOf(data, 'timestamp'), 'scadenza')
  const isMeant = typeof seconds === 'number' && seconds >= EARLIEST_SECONDS && seconds < LATEST_SECONDS
  return isMeant ? new Date(Math.floor(seconds) * 1_000) : undefined
}

const LARGEST_SPACE_MB = 10_000_000
const spaceNames = ['spazio_disco', 'spazio_storico', 'spazio_conservazione'] as const

/** The spaces in MiB; those that are no sizes are left out. */
export function spacesIn(data: unknown): Partial<Spaces> {
  const spaces: Partial<Spaces> = {}
  for (const name of spaceNames) {
    const value = memberOf(data, name)
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= LARGEST_SPACE_MB)
      spaces[name] = value
  }
  return spaces
}

/** A code a provider gives, such as `uid`; undefined for anything else. */
export function codeIn(data: unknown, name: string): string | undefined {
  const code = textIn(data, name)
  return isProviderCode(code) ? code : undefined
}

/** What it says of a mailbox. */
export function mailboxFactsIn(data: unknown): MailboxFacts {
  const [expiresAt, uid] = [expiryIn(data), codeIn(data, 'uid')]
  const cod_attivazione = codeIn(data, 'cod_attivazione')
  return {
    ...(expiresAt && { expiresAt }),
    spaces: spacesIn(data),
    ...(uid && { uid }),
    ...(cod_attivazione && { cod_attivazione }),
  }
}

/** The flags of a domain; values a flag cannot have are left out. */
export function flagsIn(data: unknown): Partial<DomainFlags> {
  const flags: Partial<DomainFlags> = {}
  for (const name of domainFlagNames) {
    const flag = domainFlags.find((one) => one === memberOf(data, name))
    if (flag !== undefined) flags[name] = flag
  }
  return flags
}

/** Whether an object says the same as we declared, letter case aside. */
export function saysTheSame(
  data: unknown,
  declared: Readonly<Record<string, unknown>>,
  names: readonly string[],
): boolean {
  return names.every((name) => textIn(data, name).toLowerCase() === String(declared[name] ?? '').toLowerCase())
}
