// A request to the Business Register as its provider knows it.
import type { RequestOrder } from '../providers/port/registry-requests.ts'
import type { RegistryRequestRow } from './table.ts'

/** The order behind a request. */
export function requestOrder(row: RegistryRequestRow): RequestOrder {
  const { provider_ref, account_id: _account, callback: _callback, attorney: _attorney, ...rest } = row
  const { created_at, submitted_at, ...declared } = rest
  return {
    ...declared,
    providerRef: provider_ref,
    placedAt: new Date(created_at * 1000),
    submittedAt: submitted_at === null ? null : new Date(submitted_at * 1000),
  }
}
