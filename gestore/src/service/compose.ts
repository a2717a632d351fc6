// A message from what the HTTP service is given, with the code by which what comes back is found again.
import { randomInt } from 'node:crypto'
import { createTransport } from 'nodemailer'
import { italianMomentAt } from '../../../server/src/model/italian-date.ts'
import type { Attachment } from './call.ts'

/** What is to be sent; `html` is its body. */
export interface Letter {
  sender: string
  recipients: readonly string[]
  subject: string
  html: string
  attachments: readonly Attachment[]
}

/** A code of sixteen digits: the day, and eight nobody chose. */
export function newCode(at: Date): string {
  const day = italianMomentAt(at).day.split('/').reverse().join('')
  return `${day}${String(randomInt(100_000_000)).padStart(8, '0')}`
}

export const isCode = (text: string): boolean => /^\d{16}$/.test(text)

/** The Message-ID of what was sent under a code. */
export const messageIdOf = (code: string, sender: string): string =>
  `<${code}@${sender.slice(sender.indexOf('@') + 1)}>`

const writer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' })

/** The message, whose subject ends in the code. */
export async function composed({ sender, recipients, subject, html, attachments }: Letter, code: string, at: Date) {
  const { message } = await writer.sendMail({
    from: { name: '', address: sender },
    to: recipients.map((address) => ({ name: '', address })),
    subject: `${subject} ${code}`,
    html,
    date: at,
    messageId: messageIdOf(code, sender),
    attachments: attachments.map(({ name, content, contentType }) => ({ filename: name, content, contentType })),
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  if (Buffer.isBuffer(message)) return message
  throw new TypeError('the message was not written whole')
}
