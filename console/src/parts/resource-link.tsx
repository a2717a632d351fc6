import type { WalletTransaction } from '@ceralacca/client'
import { AnchorLink } from '../ui/link.tsx'

const pages = {
  mailbox: '/mailboxes/$id',
  'certified-domain': '/domains/$id',
  'registry-request': '/requests/$id',
} as const

/** A mailbox, domain or request by its name, leading to its page. */
export function ResourceLink({
  resource: { kind, id, name },
}: {
  resource: NonNullable<WalletTransaction['resource']>
}) {
  return (
    <AnchorLink to={pages[kind]} params={{ id }} size="sm">
      {name}
    </AnchorLink>
  )
}
