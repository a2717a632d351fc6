// Who is signed in, in each area.
import { valueOf } from '@ceralacca/client'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { apiOf, isSignedOut, useArea } from './api.ts'
import type { Area } from './api.ts'

/** Who is signed in to an area; null where nobody is. */
export async function readSessionOf(area: Area) {
  try {
    return valueOf(await apiOf(area).readSession())
  } catch (error) {
    if (isSignedOut(error)) return null
    throw error
  }
}

export const sessionQuery = (area: Area) => ({
  queryKey: [area, 'session'],
  queryFn: () => readSessionOf(area),
  staleTime: 60_000,
})

/** Who uses the page. Pages within an area are shown to those who are signed in only. */
export function useSession(of?: Area) {
  const area = useArea()
  const { data } = useQuery(sessionQuery(of ?? area))
  return data ?? undefined
}

/** Whether the role of whoever uses the page allows something; the server decides in any case. */
export function useMay(permission: Permission): boolean {
  return useSession()?.permissions.includes(permission) ?? false
}

type Permission = NonNullable<ReturnType<typeof useSession>>['permissions'][number]

/** Ends the session of the area and forgets what was read under it. */
export function useSignOut() {
  const area = useArea()
  const queries = useQueryClient()
  return async () => {
    await apiOf(area).endSession()
    // What somebody began to write is theirs alone, too.
    sessionStorage.clear()
    queries.removeQueries({ queryKey: [area] })
  }
}
