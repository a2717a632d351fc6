// The mailbox data printed on a form.
import type { declaredDocument, declaredTexts } from '../model/mailbox-fields.ts'

/** The declared data, as on the wire; `''` (or absent, for the identity document) when unknown. */
export type FormMailbox = { id: string; tipo_casella: string; cod_attivazione: string } & Record<
  (typeof declaredTexts)[number],
  string
> &
  Partial<Record<(typeof declaredDocument)[number], string>>
