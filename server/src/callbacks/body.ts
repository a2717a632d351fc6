import { toUSVString } from 'node:util'

/** How a request to a customer's server is written (contract 5.1), with defaults filled in. */
export type Callback = {
  url: string
  method: 'POST' | 'JSON'
  field: string
  data: Record<string, unknown>
}

export type CallbackBody = { contentType: string; body: string }

/**
 * Returns the body and content type of a callback (contract 5.2). Method POST: one form field, named by `field`, whose
 * value is the resource as JSON text. Method JSON: `{"data": resource}`. Lone surrogates are sent as JSON escapes.
 */
export function callbackBody(callback: Callback, resource: unknown): CallbackBody {
  if (callback.method === 'JSON') {
    return { contentType: 'application/json', body: JSON.stringify({ data: resource ?? null }) }
  }
  // %20 rather than +: existing receivers URL-decode the raw body without form-decoding it.
  const value = encodeURIComponent(JSON.stringify(resource ?? null))
  const name = encodeURIComponent(toUSVString(callback.field))
  return { contentType: 'application/x-www-form-urlencoded', body: `${name}=${value}` }
}
