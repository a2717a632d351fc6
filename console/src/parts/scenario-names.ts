// What the sandbox can let happen, by kind of resource. console/test/tables.test.ts compares it with the server's own tables.
import type { BringCertifiedDomainInput, BringMailboxInput, BringRegistryRequestInput } from '@ceralacca/client'

type MailboxScenario = BringMailboxInput['scenario']
type DomainScenario = BringCertifiedDomainInput['scenario']
type RequestScenario = BringRegistryRequestInput['scenario']

/** Any scenario. */
export type ScenarioName = MailboxScenario | DomainScenario | RequestScenario

/** Those of a mailbox. */
export const mailboxScenarios = [
  'activated',
  'documents-sent-back',
  'cancelled-by-provider',
  'address-taken',
  'registration-abandoned',
  'decision-delayed',
  'about-to-expire',
  'expiry-extended',
  'renewed-automatically',
  'renewal-without-credit',
  'renewal-refused',
  'expired',
  'closed-after-grace',
  'revoked-by-provider',
  'working-again',
  'spaces-changed',
] as const satisfies readonly MailboxScenario[]

/** Those of a certified domain. */
export const domainScenarios = [
  'order-accepted',
  'order-refused',
  'configured',
  'certified',
  'dns-broken',
  'dns-mended',
  'suspended',
  'decision-delayed',
  'about-to-expire',
  'expiry-extended',
  'expired',
  'revoked-by-provider',
] as const satisfies readonly DomainScenario[]

/** Those of a request to the Business Register. */
export const requestScenarios = [
  'code-obtained',
  'documents-sent-back',
  'signature-refused',
  'refused-by-register',
  'communicated',
  'decision-delayed',
] as const satisfies readonly RequestScenario[]
