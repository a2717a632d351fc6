import { defineTexts } from './define.ts'

/** What each kind of mailbox is for. */
export const mailboxKinds = defineTexts(
  {
    STANDARD: 'Standard: 2 GB di posta e 1 GB di archivio di sicurezza',
    BRONZE: 'Bronze: 2 GB di posta e 3 GB di archivio di sicurezza',
    SILVER: 'Silver: 2 GB di posta e 8 GB di archivio di sicurezza',
    GOLD: 'Gold: 2 GB di posta e 13 GB di archivio di sicurezza',
    DOMICILIODIGITALE: 'Domicilio digitale: 1 GB di posta, per i cittadini e i professionisti',
    PECMASSIVA: 'PEC massiva: per grandi volumi di invii',
  },
  {
    STANDARD: 'Standard: 2 GB of mail and 1 GB of security archive',
    BRONZE: 'Bronze: 2 GB of mail and 3 GB of security archive',
    SILVER: 'Silver: 2 GB of mail and 8 GB of security archive',
    GOLD: 'Gold: 2 GB of mail and 13 GB of security archive',
    DOMICILIODIGITALE: 'Domicilio digitale: 1 GB of mail, for citizens and professionals',
    PECMASSIVA: 'PEC massiva: for large volumes of mail',
  },
)

export type MailboxKind = keyof (typeof mailboxKinds)['it']

/** Kinds by name alone. */
export const kindNames: Record<MailboxKind, string> = {
  STANDARD: 'Standard',
  BRONZE: 'Bronze',
  SILVER: 'Silver',
  GOLD: 'Gold',
  DOMICILIODIGITALE: 'Domicilio digitale',
  PECMASSIVA: 'PEC massiva',
}
