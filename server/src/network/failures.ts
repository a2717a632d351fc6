export type FailureReason =
  | 'timeout'
  | 'connection refused'
  | 'connection closed'
  | 'private address'
  | 'proxy'
  | 'name not found'
  | 'tls'
  | 'malformed url'
  | 'not http'

/** Why no connection was established. Carries only the reason, never the address, which belongs to a customer. */
export class ConnectFailure extends Error {
  readonly why: FailureReason

  constructor(why: FailureReason) {
    super(why)
    this.name = 'ConnectFailure'
    this.why = why
  }
}

const reasonsByCode: Record<string, FailureReason> = {
  ECONNREFUSED: 'connection refused',
  EHOSTUNREACH: 'connection refused',
  ENETUNREACH: 'connection refused',
  EHOSTDOWN: 'connection refused',
  ENETDOWN: 'connection refused',
  EADDRNOTAVAIL: 'connection refused',
  EACCES: 'connection refused',
  EINVAL: 'connection refused',
  ETIMEDOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  ENOTFOUND: 'name not found',
  EAI_AGAIN: 'name not found',
  EAI_FAIL: 'name not found',
  ECONNRESET: 'connection closed',
  EPIPE: 'connection closed',
}

/** Returns the reason for a failed connect. Over https, whatever is not a network failure is a TLS failure. */
export function connectFailure(error: Error, protocol: string): ConnectFailure {
  if (error instanceof ConnectFailure) return error
  const otherwise = protocol === 'https:' ? 'tls' : 'connection refused'
  return new ConnectFailure(reasonsByCode[codeOf(error)] ?? otherwise)
}

/** Returns the reason for a failed exchange, connect included. A peer can never provoke more than a reason. */
export function reasonOf(error: Error): FailureReason {
  if (error instanceof ConnectFailure) return error.why
  const code = codeOf(error)
  if (code.startsWith('HPE_')) return 'not http'
  if (/^(EPROTO$|ERR_SSL_|ERR_TLS_)/.test(code)) return 'tls'
  return reasonsByCode[code] ?? 'connection closed'
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : ''
}
