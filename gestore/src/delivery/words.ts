// What a recipient's address asks for: words in its local part, parted by dots, dashes or underscores.

/** Words and what each brings about, whoever the recipient is. */
export const outcomeWords = {
  inesistente: 'the recipient does not exist',
  piena: 'the mailbox is full',
  revocata: 'the mailbox was revoked',
  virus: 'the gestore of the recipient finds a virus',
  muta: 'taken in charge, then nothing: given up after 24 hours',
  spenta: 'the gestore is down: first notice after 12 hours, second after 24',
  lenta: 'the gestore is slow: first notice after 12 hours, delivered after 13',
  tardiva: 'delivered after 25 hours, when it was given up already',
  'firma-rotta': 'the receipt comes back with a broken signature',
  'firma-scaduta': 'the receipt comes back signed with a certificate that has expired',
  'firma-ignota': 'the receipt comes back signed with a certificate that is not in the index',
} as const
export type OutcomeWord = keyof typeof outcomeWords

const isWord = (word: string): word is OutcomeWord => Object.hasOwn(outcomeWords, word)

/** The word in an address; the first where there are several. */
export function wordIn(address: string): OutcomeWord | undefined {
  const local = address.slice(0, address.lastIndexOf('@')).toLowerCase()
  const parts = local.split(/[._-]+/)
  const pairs = parts.map((part, at) => `${part}-${parts[at + 1] ?? ''}`)
  return [...parts, ...pairs].find(isWord)
}

const HOUR_MS = 3_600_000

/** What a word in an address has a gestore do with an envelope: when it delivers, and whether it tells that it has it. */
export function plan(recipient: string, at: Date): { deliverAt: Date | undefined; isTaken: boolean } {
  const later = (hours: number) => new Date(at.getTime() + hours * HOUR_MS)
  switch (wordIn(recipient)) {
    case 'spenta':
      return { deliverAt: undefined, isTaken: false }
    case 'muta':
      return { deliverAt: undefined, isTaken: true }
    case 'lenta':
      return { deliverAt: later(13), isTaken: false }
    case 'tardiva':
      return { deliverAt: later(25), isTaken: false }
    default:
      return { deliverAt: at, isTaken: true }
  }
}
