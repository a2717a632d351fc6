// What to do about a refusal, in one sentence for whoever gets it; and the sentences many refusals share.

export interface Remedy {
  readonly en: string
  readonly it: string
}

/** A field that is missing. */
export const give = (field: string): Remedy => ({
  en: `Send \`${field}\`; an empty text counts as missing.`,
  it: `Inviare \`${field}\`: un testo vuoto vale come mancante.`,
})

/** A field whose value cannot be used; the words say what can, in both languages. */
export const correct = (field: string, en: string, it: string): Remedy => ({
  en: `Correct \`${field}\`: ${en}.`,
  it: `Correggere \`${field}\`: ${it}.`,
})

/** An id that no resource can have. */
export const fullId: Remedy = {
  en: 'Use the `id` as it was answered: 24 hexadecimal digits in lower case.',
  it: "Usare l'`id` così come è stato ricevuto: 24 cifre esadecimali minuscole.",
}

/** An id of nothing this account has. */
export const ownId = (list: string): Remedy => ({
  en: `Check the id, and that the token belongs to the account it was made with: \`${list}\` lists what you have.`,
  it: `Controllare l'id e che il token sia dell'account che lo ha creato: \`${list}\` elenca ciò che si ha.`,
})

/** Nothing was charged because it would cost more than there is. */
export const topUp: Remedy = {
  en: 'Top up the wallet, then repeat the call; nothing was charged. `POST /v1/quote` says the price beforehand.',
  it: 'Ricaricare il credito e ripetere la chiamata: nulla è stato addebitato. `POST /v1/quote` dice prima il prezzo.',
}

/** A provider that does not answer. */
export const comeBack: Remedy = {
  en: 'Repeat the call later with the same `Idempotency-Key`; nothing was charged, or what is held is given back.',
  it: 'Ripetere più tardi con la stessa `Idempotency-Key`: nulla è stato addebitato, o ciò che è trattenuto viene reso.',
}

/** A state the call does not start from. */
export const waitFor = (path: string, en: string, it = en): Remedy => ({
  en: `Read \`stato\` with \`GET ${path}\` first: this call needs ${en}.`,
  it: `Leggere prima \`stato\` con \`GET ${path}\`: questa chiamata richiede ${it}.`,
})

/** The e-mail address of a person. */
export const anEmail = (field: string): Remedy =>
  correct(
    field,
    'one ordinary e-mail address, such as `mario.rossi@example.com`',
    'un indirizzo e-mail, come `mario.rossi@example.com`',
  )

/** A telephone number. */
export const aNumber = (field: string): Remedy =>
  correct(
    field,
    'digits, with `+` and the country code if it is not Italian',
    'cifre, con `+` e prefisso internazionale se non è italiano',
  )

/** A date of the contract. */
export const aDate = (field: string): Remedy =>
  correct(field, 'a day that exists, written `dd/mm/yyyy`', 'un giorno esistente, scritto `gg/mm/aaaa`')

/** A fiscal code or VAT number. */
export const aCode = (field: string): Remedy =>
  correct(
    field,
    'a fiscal code of 16 characters or a VAT number of 11 digits, with the right check character',
    'un codice fiscale di 16 caratteri o una partita IVA di 11 cifre, con il carattere di controllo giusto',
  )

/** Years of a renewal or an order. */
export const someYears: Remedy = correct('anni', 'a whole number from 1 to 10', 'un numero intero da 1 a 10')
