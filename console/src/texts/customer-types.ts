import { defineTexts } from './define.ts'

/** Who customers are. console/test/tables.test.ts compares the names with the server's own. */
export const customerTypes = defineTexts(
  {
    PV: 'privato',
    IM: 'impresa',
    PS: 'professionista',
    A: 'associazione',
    PL: 'pubblica amministrazione locale',
    PC: 'pubblica amministrazione centrale',
    X: 'altro',
  },
  {
    PV: 'private person',
    IM: 'company',
    PS: 'professional',
    A: 'association',
    PL: 'local public administration',
    PC: 'central public administration',
    X: 'other',
  },
)

export type CustomerType = keyof (typeof customerTypes)['it']

/** What companies do. */
const company = defineTexts(
  {
    SI: 'servizi',
    IN: 'informatica',
    CM: 'commercio',
    TE: 'telecomunicazioni',
    ES: 'editoria e stampa',
    ME: 'meccanica ed elettrica',
    AL: 'alimentare',
    CF: 'chimica e farmaceutica',
    ED: 'edilizia',
    TM: 'tessile e moda',
    MA: 'mobili e arredamento',
    AR: 'alberghi e ristoranti',
    TL: 'trasporti e logistica',
    FI: 'finanza',
    X: 'altro',
  },
  {
    SI: 'services',
    IN: 'IT',
    CM: 'commerce',
    TE: 'telecommunications',
    ES: 'publishing and press',
    ME: 'mechanical and electrical',
    AL: 'food',
    CF: 'chemical and pharmaceutical',
    ED: 'building',
    TM: 'textile and fashion',
    MA: 'furniture',
    AR: 'hotels and restaurants',
    TL: 'transport and logistics',
    FI: 'finance',
    X: 'other',
  },
)

/** What professionals are. */
const professional = defineTexts(
  {
    PC: 'commercialista',
    PR: 'ragioniere',
    PN: 'notaio',
    PT: 'tributarista',
    PA: 'avvocato',
    PL: 'consulente del lavoro',
    X: 'altro',
  },
  {
    PC: 'accountant',
    PR: 'bookkeeper',
    PN: 'notary',
    PT: 'tax adviser',
    PA: 'lawyer',
    PL: 'labour consultant',
    X: 'other',
  },
)

/** What local administrations are. */
const localAdministration = defineTexts(
  {
    LR: 'regione',
    LP: 'provincia',
    LC: 'comune',
    LM: 'comunità montana',
    LA: 'azienda sanitaria locale',
    LI: 'camera di commercio',
    X: 'altro',
  },
  {
    LR: 'region',
    LP: 'province',
    LC: 'municipality',
    LM: 'mountain community',
    LA: 'health authority',
    LI: 'chamber of commerce',
    X: 'other',
  },
)

/** The subtypes of those types that have some. */
export const customerSubtypes = { IM: company, PS: professional, PL: localAdministration } as const

/** Whether a type has subtypes. */
export const hasSubtypes = (type: string): type is keyof typeof customerSubtypes =>
  Object.hasOwn(customerSubtypes, type)
