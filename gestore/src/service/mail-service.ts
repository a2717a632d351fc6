// The vendor's HTTP service for sending and reading: seven calls with the mailbox's own user name and password.
import { sql } from 'kysely'
import type { MailServiceAnswer, MailServiceCall } from '../../../server/src/mail/protocol.ts'
import type { Engine } from '../delivery/engine.ts'
import { submit } from '../delivery/submit.ts'
import { entryById } from '../store/directory.ts'
import type { Entry } from '../store/directory.ts'
import { MailboxClosedError } from '../store/mailbox.ts'
import type { Mailbox, SignIns } from '../store/mailbox.ts'
import { attachmentsIn, fieldsOf, recipientsIn, ServiceRefusal, textIn as fieldIn } from './call.ts'
import { composed, isCode, messageIdOf, newCode } from './compose.ts'
import { openInbox, textIn } from './letters.ts'
import type { Heading } from './letters.ts'

/** Answers a call. Never rejects for anything that was given. */
export type MailService = (call: MailServiceCall) => Promise<MailServiceAnswer>

const PAGE_SIZE = 25
const LONGEST_SEARCH = 200
/** Receipts of one message that are shown at once. */
const MOST_OF_ONE = 200
const UNAUTHORIZED = 'Authorization is not valid or empty'

interface Opened {
  engine: Engine
  call: MailServiceCall
  mailbox: Mailbox
  entry: Entry
}

/** The service over the mailboxes of a gestore. */
export function mailService(engine: Engine, signIns: SignIns): MailService {
  return async (call) => {
    try {
      return await calls[call.is](await opened(engine, signIns, call))
    } catch (error) {
      if (error instanceof ServiceRefusal) return failed(error.status, error.message)
      if (error instanceof MailboxClosedError) return failed(401, UNAUTHORIZED)
      throw error
    }
  }
}

const failed = (status: number, message: string): MailServiceAnswer => ({ status, answer: { success: false, message } })
const done = (message: string, more: Record<string, unknown> = {}, status = 200): MailServiceAnswer => ({
  status,
  answer: { success: true, message, ...more },
})

/** The mailbox whose user name and password were given: one of the account whose token it is. */
async function opened(engine: Engine, signIns: SignIns, call: MailServiceCall): Promise<Opened> {
  const given = call.is === 'send' ? fieldsOf(bodyOf(call), call.contentType) : call
  const { username, password } = given
  if (typeof username !== 'string' || typeof password !== 'string') throw new ServiceRefusal(401, UNAUTHORIZED)
  const mailbox = await signIns.signIn(username, password, call.from)
  if (typeof mailbox === 'string') throw new ServiceRefusal(401, UNAUTHORIZED)
  const entry = await entryById(engine.database.kysely, mailbox.id)
  if (entry?.accountId !== call.accountId) throw new ServiceRefusal(401, UNAUTHORIZED)
  return { engine, call, mailbox, entry }
}

const bodyOf = ({ body }: MailServiceCall) => Buffer.from(body, 'base64')

const calls: Record<MailServiceCall['is'], (opened: Opened) => Promise<MailServiceAnswer>> = {
  async send({ engine, call, entry }) {
    const fields = fieldsOf(bodyOf(call), call.contentType)
    const letter = {
      sender: fieldIn(fields, 'sender', 'from').trim().toLowerCase(),
      recipients: recipientsIn(fields),
      subject: fieldIn(fields, 'subject', 'object'),
      html: fieldIn(fields, 'body', 'message'),
      attachments: attachmentsIn(fields),
    }
    if (letter.sender !== entry.address) throw new ServiceRefusal(400, 'sender is not the address of this mailbox')
    const at = engine.clocks.of(entry.accountId).now()
    const code = newCode(at)
    await submit(engine, entry, { recipients: letter.recipients, content: await composed(letter, code, at) })
    return done('Email sent', { sent: true, message_id: code }, 201)
  },

  async sent(opened) {
    const found = await ofCode(opened)
    if (found.length === 0) throw new ServiceRefusal(404, 'Result empty')
    const shown = found.slice(-MOST_OF_ONE).map(async ({ bodyId, sender, recipient, date, subject }) => {
      const content = (await opened.mailbox.content(bodyId)) ?? Buffer.alloc(0)
      return { sender, recipient, data: date, object: subject, message: textIn(content, 'text/plain') }
    })
    return done('', { data: await Promise.all(shown) })
  },

  async forget(opened) {
    const found = await ofCode(opened)
    if (found.length === 0) throw new ServiceRefusal(404, 'Email not found')
    await (await openInbox(opened.mailbox)).remove(found.map(({ uid }) => uid))
    return done('Email deleted')
  },

  async inbox({ call: { query }, mailbox }) {
    const page = Number(query.page ?? '1')
    if (!Number.isInteger(page) || page < 1 || page > 1_000_000) throw new ServiceRefusal(400, 'page is not valid')
    const inbox = await openInbox(mailbox)
    const word = (query.q ?? '').slice(0, LONGEST_SEARCH).toLowerCase()
    const found = word === '' ? undefined : (await inbox.newest()).filter((one) => has(one, word))
    const shown = found?.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE) ?? (await inbox.page(page, PAGE_SIZE))
    const total = found?.length ?? inbox.total
    const data = shown.map((one) => ({ ...shownOf(one), id: String(one.uid) }))
    return done('', { data, page, total, n_of_pages: Math.ceil(total / PAGE_SIZE) })
  },

  async message(opened) {
    const { heading } = await named(opened)
    const content = (await opened.mailbox.content(heading.bodyId)) ?? Buffer.alloc(0)
    const body = new URLSearchParams({ body: textIn(content, 'text/html') }).toString().slice('body='.length)
    return done('', { data: { ...shownOf(heading), body } })
  },

  async remove(opened) {
    const { inbox, heading } = await named(opened)
    await inbox.remove([heading.uid])
    return done('Message deleted')
  },

  async quota({ call, mailbox }) {
    if (call.of !== 'INBOX') throw new ServiceRefusal(400, 'Mailbox is not valid')
    const { usedBytes, limitBytes } = await mailbox.quota()
    return done('', { data: { usage: Math.ceil(usedBytes / 1_024), limit: Math.floor(limitBytes / 1_024) } })
  },
}

/** What is in the inbox of all that came back for a code, oldest first. */
async function ofCode({ engine, call, mailbox, entry }: Opened): Promise<Heading[]> {
  if (!isCode(call.of)) return []
  const id = messageIdOf(call.of, entry.address)
  const { rows } = await sql`
    select from gestore.transmissions where box_id = ${entry.id} and message_id = ${id} limit 1`.execute(
    engine.database.kysely,
  )
  if (rows.length === 0) return []
  return (await (await openInbox(mailbox)).newest()).filter(({ about }) => about === id).reverse()
}

async function named({ call, mailbox }: Opened) {
  const inbox = await openInbox(mailbox)
  const heading = /^\d{1,15}$/.test(call.of) ? await inbox.one(Number(call.of)) : undefined
  if (heading === undefined) throw new ServiceRefusal(404, 'Message not found')
  return { inbox, heading }
}

const shownOf = ({ sender, recipient, date, subject }: Heading) => ({ sender, recipient, date, object: subject })

const has = ({ sender, recipient, subject }: Heading, word: string) =>
  [sender, recipient, subject].some((text) => text.toLowerCase().includes(word))
