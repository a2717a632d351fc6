// The fixed list of reasons operators give for a decision, in the customer's languages.

interface Reason {
  italian: string
  english: string
  /** Nothing the customer may try again would change it. */
  final: boolean
}

const retry = (italian: string, english: string): Reason => ({ italian, english, final: false })
const final = (italian: string, english: string): Reason => ({ italian, english, final: true })

export const decisionReasons = {
  'form-missing': retry('Manca il modulo da firmare.', 'The form to sign is missing.'),
  'form-not-signed': retry('Il modulo non è firmato.', 'The form is not signed.'),
  'form-of-another': retry('Il modulo non è quello di questa pratica.', 'The form is not the one issued for this.'),
  'form-incomplete': retry('Il modulo è incompleto o manca una pagina.', 'The form is incomplete or lacks a page.'),
  'form-illegible': retry('Il modulo non è leggibile.', 'The form cannot be read.'),
  'id-missing': retry('Manca il documento di identità.', 'The identity document is missing.'),
  'id-illegible': retry('Il documento di identità non è leggibile.', 'The identity document cannot be read.'),
  'id-expired': retry('Il documento di identità è scaduto.', 'The identity document has expired.'),
  'id-of-another': retry(
    'Il documento di identità non è del richiedente.',
    'The identity document is not the applicant’s.',
  ),
  'id-one-side': retry(
    'Serve il documento di identità fronte e retro.',
    'Both sides of the identity document are needed.',
  ),
  'signature-not-valid': retry('La firma digitale non è valida.', 'The digital signature is not valid.'),
  'signer-not-entitled': retry(
    'Chi ha firmato non è la persona indicata.',
    'Who signed is not the person who was named.',
  ),
  'data-do-not-match': retry(
    'I dati dichiarati non corrispondono ai documenti.',
    'What was declared does not match the documents.',
  ),
  'entitlement-missing': retry(
    'Manca la prova dei poteri di chi firma per il titolare.',
    'Proof is missing that the signer may act for the holder.',
  ),
  'address-taken': final(
    'L’indirizzo è già assegnato a un altro titolare.',
    'The address belongs to another holder already.',
  ),
  'domain-not-available': final('Il dominio non può essere certificato.', 'The domain cannot be certified.'),
  'holder-not-eligible': final(
    'Il titolare non può avere questo tipo di casella.',
    'The holder may not have this kind of mailbox.',
  ),
  'withdrawn-by-customer': final('La richiesta è stata ritirata dal cliente.', 'The customer withdrew the request.'),
  'refused-by-provider': final('Il gestore ha rifiutato la richiesta.', 'The provider refused the request.'),
  'not-possible-in-time': final(
    'Il gestore non ha potuto eseguire la richiesta in tempo.',
    'The provider could not do it in time.',
  ),
  'never-activated': final('I documenti non sono arrivati nei termini.', 'The documents did not arrive in time.'),
} as const satisfies Readonly<Record<string, Reason>>

export type DecisionReason = keyof typeof decisionReasons

export const isDecisionReason = (code: string): code is DecisionReason => Object.hasOwn(decisionReasons, code)

/** A reason as customers see it. */
export interface ShownReason {
  code: string
  it: string
  en: string
  final: boolean
}

/** Reasons as they are shown; codes of another version of the list are left out. */
export function reasonsShown(codes: readonly string[]): ShownReason[] {
  return codes.filter(isDecisionReason).map((code) => {
    const { italian: it, english: en, final } = decisionReasons[code]
    return { code, it, en, final }
  })
}
