// The fields of a request, and the refusals that are about each.
import type { CreateRegistryRequestInput } from '@ceralacca/client'

/** In which capacity somebody may sign for a company. */
export const qualifications = [
  'AMMINISTRATORE',
  'COMMISSARIO_GIUDIZIARIO',
  'CURATORE_FALLIMENTARE',
  'LEGALE_RAPPRESENTANTE',
  'LIQUIDATORE',
  'SOCIO',
  'TITOLARE',
] as const satisfies readonly CreateRegistryRequestInput['qualifica'][]

/** Numbers of refusals by the field they are about. */
export const numbersOfFields = {
  casella_pec: [335, 336],
  cf: [337, 347],
  nome: [338],
  cognome: [339],
  qualifica: [340, 348],
  email: [341, 349],
  cellulare: [342, 361],
  ragione_sociale: [343],
  cf_piva: [344, 350],
  comune: [345],
  provincia: [346, 362],
  pec_amministratore: [360],
} as const
