// What is looked for in the list of mailboxes, as the address of the page says it.
import type { FindMailboxesInput } from '@ceralacca/client'
import { mailboxMoods } from '../../texts/mailbox-states.ts'
import type { MailboxState } from '../../texts/mailbox-states.ts'

export interface MailboxSearch {
  text?: string
  stato?: MailboxState
  sort?: 'expiry'
  before?: string
  after?: string
}

const isState = (text: unknown): text is MailboxState => typeof text === 'string' && Object.hasOwn(mailboxMoods, text)
const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

/** Reads the search from an address; what is none is left out. */
export function mailboxSearchIn({ text, stato, sort, before, after }: Record<string, unknown>): MailboxSearch {
  return {
    ...((isText(text) || typeof text === 'number') && { text: String(text) }),
    ...(isState(stato) && { stato }),
    ...(sort === 'expiry' && { sort }),
    ...(isText(before) && /^\d{4}-\d\d-\d\d$/.test(before) && { before }),
    ...(isText(after) && { after }),
  }
}

/** The same as the call takes it. A single letter is not yet looked for. */
export function inputOf({ text, stato, sort, before, after }: MailboxSearch): FindMailboxesInput {
  return {
    ...(text !== undefined && text.trim().length > 1 && { text: text.trim() }),
    ...(stato !== undefined && { stato }),
    ...((sort !== undefined || before !== undefined) && { sort: 'expiry' }),
    ...(before !== undefined && { expires_before: before }),
    ...(after !== undefined && { cursor: after }),
  }
}
