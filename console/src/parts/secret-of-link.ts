import { useEffect, useState } from 'react'

/** What stands behind the # of a link; taken out of the address at once, so that it stays neither in the history nor in sight. */
export function useSecretOfLink(): string {
  const [secret] = useState(() => decodeURIComponent(location.hash.slice(1)))
  useEffect(() => {
    history.replaceState(history.state, '', location.pathname + location.search)
  }, [])
  return secret
}
