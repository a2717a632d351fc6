// The one place where sandbox and production differ in what they accept (contract 7.2, 2.4, 6).

/** The two modes of the server. */
export type Mode = 'sandbox' | 'production'

/** Every difference: its meaning in one sentence and its value in each mode. */
export const strictness = {
  base64: {
    means: 'lenient: whitespace, bad padding and one dangling character are forgiven; strict: RFC 4648 or refused',
    sandbox: 'lenient',
    production: 'strict',
  },
  pdf: {
    means: 'prefix: a document that begins with %PDF passes; structure: it must be a PDF as a whole',
    sandbox: 'prefix',
    production: 'structure',
  },
  signedDocuments: {
    means:
      'any: what begins like a p7m or a PDF passes where a p7m is due; p7m: a signed file over the very document that was issued, by the person named',
    sandbox: 'any',
    production: 'p7m',
  },
  unassessedSigners: {
    means:
      'accept: without trusted authorities a signed file is taken, though anybody may have made it in any name; refuse: it is not (359), unless the setting says otherwise',
    sandbox: 'accept',
    production: 'refuse',
  },
  fiscalCode: {
    means: 'any: a fiscal code of a person need only be there; checked: 16 characters, form and check character',
    sandbox: 'any',
    production: 'checked',
  },
  vatNumber: {
    means: 'shape: 11 digits or 16 characters; checked: with the check digit or check character',
    sandbox: 'shape',
    production: 'checked',
  },
  phone: {
    means: 'any: a phone number need only be there; checked: 6 to 20 digits, spaces, + and -',
    sandbox: 'any',
    production: 'checked',
  },
  postalCode: {
    means: "any: a postal code need only look like one; checked: five digits where the holder's country is IT (255)",
    sandbox: 'any',
    production: 'checked',
  },
  conditionalFields: {
    means:
      'whether subtype, other subtype, holder name and holder code are required where the customer type asks for them',
    sandbox: false,
    production: true,
  },
  subtype: {
    means:
      'any: every value of sottotipo_cliente goes with every type that has some, with a warning of the checks; own: only those of the type (229)',
    sandbox: 'any',
    production: 'own',
  },
  birthCrossCheck: {
    means: "whether the fiscal code must match the applicant's name, sex and date of birth (240)",
    sandbox: false,
    production: false,
  },
  birthProvinceRequired: {
    means: 'whether the province of birth is required of an applicant born in Italy (247)',
    sandbox: false,
    production: false,
  },
  addressDomains: {
    means: 'which address domains a box type may use: the test twins or the real ones',
    sandbox: 'sandbox',
    production: 'production',
  },
  domainQuota: {
    means: 'whether a domain takes no more mailboxes than numero_pec (328)',
    sandbox: false,
    production: true,
  },
  takenAddressIsRefused: {
    means: 'whether a taken address is refused by verifica_pec as in 2021 (209) instead of answered available: false',
    sandbox: false,
    production: false,
  },
  noNeedsIndex: {
    means: 'whether domini_pec answers that a domain is not certified only by a fresh index, and 503 without one (402)',
    sandbox: false,
    production: true,
  },
  privateCallbacks: {
    means:
      'whether callbacks may go to private and loopback addresses (374 when the url shows it) when the setting does not say',
    sandbox: 'allow',
    production: 'deny',
  },
} as const

type Table = typeof strictness

/** The rules in force: one value per row of the table. */
export type Strictness = {
  readonly [Row in keyof Table]: Table[Row][Mode] extends boolean ? boolean : Table[Row][Mode]
}

/** Returns the rules of a mode; `checks` names the mode whose checks are made instead, with the addresses of this one. */
export function strictnessIn(mode: Mode, checks: Mode = mode): Strictness {
  return {
    base64: strictness.base64[checks],
    pdf: strictness.pdf[checks],
    signedDocuments: strictness.signedDocuments[checks],
    unassessedSigners: strictness.unassessedSigners[checks],
    fiscalCode: strictness.fiscalCode[checks],
    vatNumber: strictness.vatNumber[checks],
    phone: strictness.phone[checks],
    postalCode: strictness.postalCode[checks],
    conditionalFields: strictness.conditionalFields[checks],
    subtype: strictness.subtype[checks],
    birthCrossCheck: strictness.birthCrossCheck[checks],
    birthProvinceRequired: strictness.birthProvinceRequired[checks],
    addressDomains: strictness.addressDomains[mode],
    domainQuota: strictness.domainQuota[checks],
    takenAddressIsRefused: strictness.takenAddressIsRefused[checks],
    noNeedsIndex: strictness.noNeedsIndex[checks],
    privateCallbacks: strictness.privateCallbacks[checks],
  }
}
