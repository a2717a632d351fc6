// The typed client of Ceralacca: `ceralacca({ baseUrl, token }).registerMailbox({ … })`.
import { sender } from './client.ts'
import type { ClientOptions } from './client.ts'
import { contractOperationsOver, operationsOver } from './generated/operations.ts'
import type { ContractOperations, Operations } from './generated/operations.ts'

export { signCallback, verifyCallback } from './callbacks.ts'
export type { CallbackHeaders, CallbackProblem, CallbackToVerify, VerifiedCallback } from './callbacks.ts'
export { sender } from './client.ts'
export type { CallOptions, ClientOptions, Refused, Result, Send, Sending, Success } from './client.ts'
export { eachItem, RefusedError, valueOf } from './pages.ts'
export type { Page } from './pages.ts'
export * from './generated/operations.ts'
export { can, canDomain, canRequest, domainStatesFor, requestStatesFor, statesFor } from './generated/lifecycles.ts'

/** A client of one server, with the rights of one token. */
export function ceralacca(options: ClientOptions): Operations {
  return operationsOver(sender(options))
}

/** The same with the 24 operations of the contract alone: less than half as large, where a bundler leaves out the rest. */
export function contractClient(options: ClientOptions): ContractOperations {
  return contractOperationsOver(sender(options))
}
