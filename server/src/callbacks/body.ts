import { toUSVString } from 'node:util'

/** How one request to a customer's server is written: contract 5.1, with the defaults filled in. */
export type Callback = {
  url: string
  method: 'POST' | 'JSON'
  field: string
  data: Record<string, unknown>
}

export type CallbackBody = { contentType: string; body: string }

/**
 * Gives the body of a callback and its content type (contract 5.2). Method POST: one form field named by `field`
 * whose value is the JSON text of the resource; method JSON: `{"data": resource}`. Lone
 * surrogates travel as JSON escapes.
 */
export function callbackBody(callback: Callback, resource: unknown): CallbackBody {
  if (callback.method === 'JSON') {
    return { contentType: 'application/json', body: JSON.stringify({ data: resource ?? null }) }
  }
  // %20 rather than +, because receivers in the field url-decode the raw body without form-decoding it.
  const value = encodeURIComponent(JSON.stringify(resource ?? null))
  const name = encodeURIComponent(toUSVString(callback.field))
  return { contentType: 'application/x-www-form-urlencoded', body: `${name}=${value}` }
}
