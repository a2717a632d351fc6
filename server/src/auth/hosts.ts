// The host names under which the platform's first version is known (contract 1.1); a proxy may map them to this server.

/** Whether a host is one of the first version's, whose answers differ where both share a path. */
export const isFirstVersionHost = (host: string): boolean =>
  /^(test\.)?oauth\.(openapi\.it|altravia\.com)$/.test(host.toLowerCase())
