// What the server and the test gestore say to each other: messages between two processes of one machine.
import type { Connection } from '../store/database.ts'
import type { Population } from '../store/population.ts'

/** What the gestore is started with, as its first message. */
export interface MailStart {
  connection: Connection
  /** Base64 of 32 bytes: under which messages are sealed. */
  key: string
  host: string
  ports: MailPorts
  /** URL of the folder of its migrations. */
  migrations: string
}

export interface MailPorts {
  smtp: number
  pop3: number
  imap: number
}

/** Where it listens, and the certificate of its authority, PEM. */
export interface MailReady {
  ports: MailPorts
  ca: string
}

/** How much is in a mailbox, in bytes, and which logins have a password. */
export interface MailUse {
  usedBytes: number
  historyBytes: number
  logins: string[]
}

/** A message a mailbox sent. Moments are ISO, by the clock of its account. */
export interface MailSent {
  id: string
  subject: string
  messageId: string | null
  state: 'submitted' | 'accepted' | 'refused'
  submittedAt: string
  recipientCount: number
  recipients: MailSentTo[]
}

/** How many, from the one after that on. */
export interface MailSentPage {
  limit: number
  after: { at: string; id: string } | null
}

/** What was heard of a recipient; `isUncertain`: a receipt came after the message had been given up. */
export interface MailSentTo {
  address: string
  type: 'certificato' | 'esterno'
  state: 'waiting' | 'taken' | 'delivered' | 'failed' | 'expired'
  at: string | null
  noticedAt: string | null
  reason: 'unknown' | 'not-in-use' | 'full' | 'ordinary-mail' | 'virus' | 'other' | null
  detail: string | null
  isUncertain: boolean
}

/** A call of the HTTP service for sending and reading (docs/mail.md). */
export interface MailServiceCall {
  is: 'send' | 'sent' | 'forget' | 'inbox' | 'message' | 'remove' | 'quota'
  /** The account whose token it came with. */
  accountId: string
  /** The code, id or mailbox of its path. */
  of: string
  query: { q?: string | undefined; page?: string | undefined }
  username: string | undefined
  password: string | undefined
  /** Base64, as it came. */
  body: string
  contentType: string
  /** The address of the caller. */
  from: string
}

/** Its HTTP status and what is answered as JSON. */
export interface MailServiceAnswer {
  status: number
  answer: Record<string, unknown>
}

/** Every question, and what is answered. Dates are ISO. */
export interface MailQuestions {
  use: { asks: { mailboxId: string }; answers: MailUse }
  /** `null`: the mailbox is not in use. */
  newPassword: { asks: { mailboxId: string; logins: string[] }; answers: { password: string } | null }
  nextDue: { asks: { whose: Population }; answers: { due: string | null } }
  sent: { asks: { mailboxId: string } & MailSentPage; answers: { messages: MailSent[] } }
  service: { asks: MailServiceCall; answers: MailServiceAnswer }
  runUntil: { asks: { whose: Population; until: string }; answers: { done: number } }
}
export type MailQuestion = keyof MailQuestions

/** From the server. */
export type ToGestore =
  | { is: 'start'; start: MailStart }
  | { is: 'question'; id: number; question: MailQuestion; asks: MailQuestions[MailQuestion]['asks'] }
  | { is: 'stop' }

/** From the gestore. `failed`: one line for people. */
export type FromGestore =
  | { is: 'ready'; ready: MailReady }
  | { is: 'failed'; why: string }
  | { is: 'answer'; id: number; answer: MailQuestions[MailQuestion]['answers'] }
  | { is: 'no answer'; id: number }
  | { is: 'problem'; problem: Record<string, unknown> }
