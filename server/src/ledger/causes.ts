// Why money moves: one text a purchase, unique for the account.

/** The cause of a mailbox's registration, and of its refund. */
export const registrationCause = (mailboxId: string): string => `POST /pec ${mailboxId}`
