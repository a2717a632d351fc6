import { Anchor } from '@mantine/core'

/** A refusal's number, linked to what the documentation says of it. */
export function RefusalLink({ number, path }: { number: number; path: string }) {
  return (
    <Anchor size="sm" href={`/docs/reference/refusals#${spaceOf(path)}n${number}`}>
      {number}
    </Anchor>
  )
}

const contractPaths = /^\/(?:pec|dominio|domini_pec|verifica_pec|comunica_pec)(?:\/|$)/

/** The same number may mean two things: which space it is of, the address of the call tells. */
function spaceOf(path: string): string {
  if (path.startsWith('/v1/')) return 'own-'
  return contractPaths.test(path) ? '' : 'oauth-'
}
