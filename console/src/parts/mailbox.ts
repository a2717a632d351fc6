import type { Casella } from '@ceralacca/client'
import { useAsk } from './api.ts'

/** A mailbox; read again and again while its provider has the turn. */
export const useMailbox = (id: string) =>
  useAsk(['mailbox', id], (api) => api.readMailbox({ id }), { pollWhile: isUnderWay })

/** Whether somebody else is about to change it. */
export const isUnderWay = ({ stato }: Pick<Casella, 'stato'>) => stato === 'in_evasione'

/** What is read again after a mailbox changed. */
export const afterMailboxChange = ['mailbox', 'mailboxes', 'wallet', 'quote'] as const
