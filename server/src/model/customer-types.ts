interface Named {
  readonly it: string
  readonly en: string
}

/** A customer type: its names and, where it has them, its subtypes. */
export interface CustomerTypeRow extends Named {
  readonly subtypes: Readonly<Record<string, Named>>
}

const other = { it: 'altro', en: 'other' }

const rows = {
  IM: {
    it: 'impresa',
    en: 'company',
    subtypes: {
      SI: { it: 'servizi', en: 'services' },
      IN: { it: 'informatica', en: 'IT' },
      CM: { it: 'commercio', en: 'commerce' },
      TE: { it: 'telecomunicazioni', en: 'telecommunications' },
      ES: { it: 'editoria e stampa', en: 'publishing and press' },
      ME: { it: 'meccanica ed elettrica', en: 'mechanical and electrical' },
      AL: { it: 'alimentare', en: 'food' },
      CF: { it: 'chimica e farmaceutica', en: 'chemical and pharmaceutical' },
      ED: { it: 'edilizia', en: 'building' },
      TM: { it: 'tessile e moda', en: 'textile and fashion' },
      MA: { it: 'mobili e arredamento', en: 'furniture' },
      AR: { it: 'alberghi e ristoranti', en: 'hotels and restaurants' },
      TL: { it: 'trasporti e logistica', en: 'transport and logistics' },
      FI: { it: 'finanza', en: 'finance' },
      X: other,
    },
  },
  PS: {
    it: 'professionista',
    en: 'professional',
    subtypes: {
      PC: { it: 'commercialista', en: 'accountant' },
      PR: { it: 'ragioniere', en: 'bookkeeper' },
      PN: { it: 'notaio', en: 'notary' },
      PT: { it: 'tributarista', en: 'tax adviser' },
      PA: { it: 'avvocato', en: 'lawyer' },
      PL: { it: 'consulente del lavoro', en: 'labour consultant' },
      X: other,
    },
  },
  PL: {
    it: 'pubblica amministrazione locale',
    en: 'local public administration',
    subtypes: {
      LR: { it: 'regione', en: 'region' },
      LP: { it: 'provincia', en: 'province' },
      LC: { it: 'comune', en: 'municipality' },
      LM: { it: 'comunità montana', en: 'mountain community' },
      LA: { it: 'azienda sanitaria locale', en: 'health authority' },
      LI: { it: 'camera di commercio', en: 'chamber of commerce' },
      X: other,
    },
  },
  PC: { it: 'pubblica amministrazione centrale', en: 'central public administration', subtypes: {} },
  A: { it: 'associazione', en: 'association', subtypes: {} },
  PV: { it: 'privato', en: 'private person', subtypes: {} },
  X: { ...other, subtypes: {} },
} satisfies Readonly<Record<string, CustomerTypeRow>>

/** A value of `tipo_cliente`, in upper case, as stored. */
export type CustomerType = keyof typeof rows

/** Every value of `tipo_cliente` with its values of `sottotipo_cliente` (contract 1.11). */
export const customerTypes: Readonly<Record<CustomerType, CustomerTypeRow>> = rows

/** Whether a text, already in upper case, is a value of `tipo_cliente`. */
export function isCustomerType(text: string): text is CustomerType {
  return Object.hasOwn(customerTypes, text)
}

/** Whether this customer type has subtypes (IM, PS, PL). */
export function hasSubtypes(type: CustomerType): boolean {
  return Object.keys(customerTypes[type].subtypes).length > 0
}

/** Whether a text, already in upper case, is a subtype of this type; the same code may belong to two types. */
export function isSubtypeOf(type: CustomerType, subtype: string): boolean {
  return Object.hasOwn(customerTypes[type].subtypes, subtype)
}
