// The OpenAPI document of this server: its calls, and the resources they are about.
import { certifiedDomains } from '../certified-domains/resource.ts'
import { mailboxes } from '../mailboxes/resource.ts'
import { openApiDocument } from '../pipeline/openapi/document.ts'
import { registryRequests } from '../registry-requests/resource.ts'
import { routes } from './routes.ts'

/** Every kind of resource, in the order of the contract. */
export const resources = [mailboxes, certifiedDomains, registryRequests] as const

/** The whole document, as /openapi.json serves it. */
export const serverDocument = () => openApiDocument({ operations: routes, resources })
