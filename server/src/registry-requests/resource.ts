// What a request to the Business Register is to everything that serves all resources alike.
import { registryRequestLifecycle } from '../model/registry-request.lifecycle.ts'
import type { RegistryRequestActivity, RegistryRequestMove } from '../model/registry-request.lifecycle.ts'
import type { Resource } from '../store/resource.ts'
import { registryRequestColumns } from './table.ts'
import type { NewRegistryRequest, RegistryRequestChanges, RegistryRequestRow } from './table.ts'
import { RegistryRequest, registryRequestView } from './view.ts'

export const registryRequests: Resource<
  RegistryRequestRow,
  RegistryRequestMove | RegistryRequestActivity,
  RegistryRequestChanges,
  NewRegistryRequest
> = {
  kind: 'registry-request',
  segment: 'comunica_pec',
  lifecycle: registryRequestLifecycle,
  table: 'registry_requests',
  columns: registryRequestColumns,
  firstStep: 'register',
  documents: { registro_imprese: 'p7m' },
  schema: RegistryRequest,
  view: registryRequestView,
  datedBy: () => ['timestamp'],
  datedAtFirst: ['timestamp', 'created_at'],
  written: (values) => ({
    ...values,
    ...('attorney' in values && { attorney: JSON.stringify(values.attorney) }),
    ...('callback' in values && { callback: values.callback === null ? null : JSON.stringify(values.callback) }),
  }),
}
