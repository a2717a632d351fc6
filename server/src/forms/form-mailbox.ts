// What a form prints of a mailbox.
import type { declaredDocument, declaredTexts } from '../model/mailbox-fields.ts'

/** What was declared, as on the wire; `''` (or, for the identity document, absent) where unknown. */
export type FormMailbox = { id: string; tipo_casella: string; cod_attivazione: string } & Record<
  (typeof declaredTexts)[number],
  string
> &
  Partial<Record<(typeof declaredDocument)[number], string>>
