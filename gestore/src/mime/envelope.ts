// ENVELOPE of a message as IMAP text (RFC 3501 7.4.2).
import addressparser from 'nodemailer/lib/addressparser'
import { valueOf, valuesOf } from '../../../server/src/messages/header-fields.ts'
import type { HeaderField } from '../../../server/src/messages/header-fields.ts'
import { nstring, string } from './imap-text.ts'

const LONGEST_LIST = 200_000
const MOST_GROUPS = 100
const MOST_ADDRESSES = 2_000

/** The envelope of a message with these fields. Names of people stay encoded as they were. */
export function envelopeOf(fields: readonly HeaderField[]): string {
  const text = (name: string) => nstring(valueOf(fields, name))
  const list = (name: string) => addresses(valuesOf(fields, name).join(', '))
  const from = list('From')
  const otherwiseFrom = (given: string) => (given === 'NIL' ? from : given)
  const words = [
    text('Date'),
    text('Subject'),
    from,
    otherwiseFrom(list('Sender')),
    otherwiseFrom(list('Reply-To')),
    list('To'),
    list('Cc'),
    list('Bcc'),
    text('In-Reply-To'),
    text('Message-ID'),
  ]
  return `(${words.join(' ')})`
}

function addresses(text: string): string {
  const isTooMuch = text.length > LONGEST_LIST || text.split(':', MOST_GROUPS).length === MOST_GROUPS
  if (text === '' || isTooMuch) return 'NIL'
  const list = addressparser(text, { flatten: true }).slice(0, MOST_ADDRESSES)
  return list.length === 0 ? 'NIL' : `(${list.map(({ name, address }) => oneAddress(name, address)).join('')})`
}

function oneAddress(person: string, address: string): string {
  const at = address.lastIndexOf('@')
  const [local, host] = at === -1 ? [address, ''] : [address.slice(0, at), address.slice(at + 1)]
  return `(${person === '' ? 'NIL' : string(person)} NIL ${string(local)} ${string(host)})`
}
