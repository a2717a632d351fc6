// What a certified domain is to everything that serves all resources alike.
import { certifiedDomainLifecycle } from '../model/certified-domain.lifecycle.ts'
import type { CertifiedDomainActivity, CertifiedDomainMove } from '../model/certified-domain.lifecycle.ts'
import type { Resource } from '../store/resource.ts'
import { certifiedDomainColumns } from './table.ts'
import type { CertifiedDomainChanges, CertifiedDomainRow, NewCertifiedDomain } from './table.ts'
import { CertifiedDomain, certifiedDomainView } from './view.ts'

export const certifiedDomains: Resource<
  CertifiedDomainRow,
  CertifiedDomainMove | CertifiedDomainActivity,
  CertifiedDomainChanges,
  NewCertifiedDomain
> = {
  kind: 'certified-domain',
  segment: 'dominio',
  lifecycle: certifiedDomainLifecycle,
  table: 'certified_domains',
  columns: certifiedDomainColumns,
  firstStep: 'order',
  uniqueBy: "(dominio) where stato <> 'revocato'",
  documents: {},
  schema: CertifiedDomain,
  view: certifiedDomainView,
  // A revocation leaves the moment of the last change as it was (contract 6.16).
  datedBy: (step) => (step === 'revoke' ? [] : ['ultima_modifica']),
  datedAtFirst: ['registrazione', 'ultima_modifica'],
  written: (values) => ({
    ...values,
    ...('callback' in values && { callback: values.callback === null ? null : JSON.stringify(values.callback) }),
  }),
}
