// Causes of ledger entries: one text per purchase, unique within the account.

/** What a cause says was bought: the call and the resource, without what tells one purchase of it from the next. */
export const purchaseIn = (cause: string): string => /^.*? [0-9a-f]{24}(?= |$)/.exec(cause)?.[0] ?? cause

/** The cause of a mailbox's registration, and of its refund. */
export const registrationCause = (mailboxId: string): string => `POST /pec ${mailboxId}`

/** The cause of one renewal. `by` is the request, or for automatic renewals the expiry date. */
export const renewalCause = (mailboxId: string, by: string): string => `rinnovo ${mailboxId} ${by}`

/** The cause of a domain's order, and of its refund. */
export const domainOrderCause = (domainId: string): string => `POST /dominio ${domainId}`

/** The cause of one paid domain check. */
export const domainCheckCause = (dominio: string, requestId: string): string => `domini_pec ${dominio} ${requestId}`

/** The cause of a paid change of a mailbox. */
export const changeCause = (what: string, mailboxId: string, requestId: string): string =>
  `${what} ${mailboxId} ${requestId}`

/** The cause of a communication to the Business Register. */
export const communicationCause = (requestId: string): string => `POST /comunica_pec ${requestId}`

/** How the causes of credits begin that a second operator confirmed. */
export const confirmedCreditBegins = 'confirmed credit '

/** The cause of such a credit. */
export const confirmedCreditCause = (creditId: string): string => `${confirmedCreditBegins}${creditId}`
