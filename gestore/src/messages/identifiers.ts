// Message-IDs: those a gestore gives, and those clients wrote.
import { randomBytes } from 'node:crypto'
import { valuesOf } from '../../../server/src/messages/header-fields.ts'
import type { HeaderField } from '../../../server/src/messages/header-fields.ts'
import { italianMomentAt } from '../../../server/src/model/italian-date.ts'

/** An identifier nobody guesses, such as `opectest.20261130191500.0f3c….1@pec.example.test`: a Message-ID without brackets. */
export function newIdentifier(domain: string, at: Date, random: Uint8Array = randomBytes(10)): string {
  const { day, time } = italianMomentAt(at)
  const moment = `${day.split('/').reverse().join('')}${time.replaceAll(':', '')}`
  return `opectest.${moment}.${Buffer.from(random).toString('hex')}.1@${domain}`
}

/** The Message-ID of a header, where it can be repeated in others (RFC 5322, 3.6.4). */
export function messageIdIn(fields: readonly HeaderField[]): string | undefined {
  const [id = ''] = valuesOf(fields, 'Message-ID')
  return /^<[!-;=?-~]{1,250}>$/.test(id) ? id : undefined
}
