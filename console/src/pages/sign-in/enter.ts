import type { Operations } from '@ceralacca/client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useRouter } from '@tanstack/react-router'
import { apiOf } from '../../parts/api.ts'
import type { Area } from '../../parts/api.ts'
import { sessionQuery } from '../../parts/session.ts'

const route = getRouteApi('/sign-in')

/** Makes a session by a call that says whether it made one, and then goes where the person wanted to be. */
export function useEnter(area: Area) {
  const queries = useQueryClient()
  const router = useRouter()
  const { from = area === 'operator' ? '/operator' : '/' } = route.useSearch()
  return useMutation({
    mutationFn: async (open: (api: Operations) => Promise<boolean>) => {
      if (!(await open(apiOf(area)))) return
      queries.removeQueries({ queryKey: [area] })
      await queries.fetchQuery(sessionQuery(area))
      router.history.push(`/console${from}`)
    },
  })
}

export type Enter = ReturnType<typeof useEnter>
