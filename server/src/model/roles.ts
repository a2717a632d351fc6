// What people may do, by their role: the members of an account, and the operators. Every call names what it takes
// (docs/reference/access.md, docs/decisions/0033-roles.md).

/** What a call of an account takes, and what that is. */
export const accountPermissions = {
  read: 'look at mailboxes, domains, requests and what happened to them',
  write: 'order, change, renew and revoke them; whatever spends credit',
  money: 'see credit, prices and quotes; say under which credit an event tells so',
  develop: 'deliveries, the signing secret, the log of requests, the sandbox',
  people: 'invite, change and remove members; see, make and end every token',
} as const
export type AccountPermission = keyof typeof accountPermissions

/** What a call of the back office takes, and what that is. */
export const operatorPermissions = {
  read: 'find accounts; look at providers and at what operators should know',
  review: 'the queue, documents and decisions; mailboxes, domains and requests of every account',
  money: 'add and take credit, confirm that of others, write and give price lists, set low balances',
  administer:
    'open, suspend and close accounts; what operators did; members and tokens of accounts; operators, providers, the index, the clock',
} as const
export type OperatorPermission = keyof typeof operatorPermissions

/** The roles of members. */
export const accountRoles = {
  owner: ['read', 'write', 'money', 'develop', 'people'],
  developer: ['read', 'write', 'money', 'develop'],
  accountant: ['read', 'money'],
  'read-only': ['read'],
} as const satisfies Readonly<Record<string, readonly AccountPermission[]>>
export type AccountRole = keyof typeof accountRoles

/** The roles of operators. */
export const operatorRoles = {
  administrator: ['read', 'review', 'money', 'administer'],
  reviewer: ['read', 'review'],
  finance: ['read', 'money'],
} as const satisfies Readonly<Record<string, readonly OperatorPermission[]>>
export type OperatorRole = keyof typeof operatorRoles

/** Whether a text is a role of operators. */
export const isOperatorRole = (text: string): text is OperatorRole => Object.hasOwn(operatorRoles, text)

/** What a call takes of whoever may make it: of members, of operators, or of both. */
export interface Permissions {
  account?: AccountPermission
  operator?: OperatorPermission
}

/** Whether members with the role have the permission. */
export function memberMay(role: AccountRole, permission: AccountPermission): boolean {
  const has: readonly AccountPermission[] = accountRoles[role]
  return has.includes(permission)
}

/** Whether operators with the role have the permission. */
export function operatorMay(role: OperatorRole, permission: OperatorPermission): boolean {
  const has: readonly OperatorPermission[] = operatorRoles[role]
  return has.includes(permission)
}
