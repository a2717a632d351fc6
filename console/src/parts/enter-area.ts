import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { apiOf } from './api.ts'
import type { Area } from './api.ts'
import { sessionQuery } from './session.ts'

interface SignInGiven {
  as: Area
  email: string
  password: string
  account?: string
}

/**
 * Signs in with a password just chosen and goes to the area; where signing in takes more, to its page. Before it goes in,
 * `then` is done.
 */
export function useEnterArea() {
  const queries = useQueryClient()
  const router = useRouter()
  return async (given: SignInGiven, then: () => Promise<void> = () => Promise.resolve()) => {
    const { as: area } = given
    const opened = await apiOf(area).openSession(given)
    queries.removeQueries({ queryKey: [area] })
    if (!opened.ok || opened.data.session === null) {
      router.history.push(`/console/sign-in${area === 'operator' ? '?area=operator' : ''}`)
      return
    }
    await then()
    await queries.fetchQuery(sessionQuery(area))
    router.history.push(area === 'operator' ? '/console/operator' : '/console')
  }
}
