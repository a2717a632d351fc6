/** The capacity in which a person may act for a company at the Business Register (contract 2.14). */
export const qualifications = [
  'AMMINISTRATORE',
  'COMMISSARIO_GIUDIZIARIO',
  'CURATORE_FALLIMENTARE',
  'LEGALE_RAPPRESENTANTE',
  'LIQUIDATORE',
  'SOCIO',
  'TITOLARE',
] as const
