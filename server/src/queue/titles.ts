// What is to be done, in a few words, by the call that caused it.
import type { Item } from './items.ts'

const titles: Readonly<Record<string, string>> = {
  activateMailbox: 'judge the documents of',
  orderCertifiedDomain: 'order and certify',
  createRegistryRequest: 'open the filing for',
  signRegistryRequest: 'file the signed documents for',
  renewMailbox: 'renew',
  renewAutomatically: 'renew',
  resizeMailbox: 'resize',
  upgradeMailbox: 'upgrade',
  preserveMailbox: 'switch on legal preservation of',
  addMailboxUser: 'add a user to',
  revokeMailbox: 'revoke',
  renewCertifiedDomain: 'renew',
  revokeCertifiedDomain: 'revoke, with its mailboxes,',
}

/** The title of an item. */
export const titleOf = ({ operation, name }: Pick<Item, 'operation' | 'name'>): string =>
  `${titles[operation] ?? operation} ${name}`
