/** What is read again after time moved or the account was emptied: whatever pages of customers read. */
export const everything = [
  'clock',
  'snapshots',
  'inbox',
  'mailboxes',
  'mailbox',
  'domains',
  'domain',
  'requests',
  'request',
  'registry-requests',
  'wallet',
  'expiries',
  'deliveries',
  'delivery',
  'events',
] as const
