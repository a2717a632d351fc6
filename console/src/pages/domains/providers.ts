import type { Dominio } from '@ceralacca/client'

/** Who certifies domains, by their own names, the same in every language. */
export const providerNames: Record<Dominio['fornitore'], string> = { infocert: 'InfoCert', namirial: 'Namirial' }
