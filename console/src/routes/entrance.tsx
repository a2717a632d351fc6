// The ways into the console: signing in, invitations, and the two areas behind a session.
import type { QueryClient } from '@tanstack/react-query'
import { createRootRouteWithContext, createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import type { Area } from '../parts/api.ts'
import { CustomerArea, OperatorArea } from '../parts/areas.tsx'
import { sessionQuery } from '../parts/session.ts'
import { NotFound } from '../ui/not-found.tsx'
import { Trouble } from '../ui/trouble.tsx'

export interface RouterContext {
  queries: QueryClient
}

export const root = createRootRouteWithContext<RouterContext>()({
  notFoundComponent: NotFound,
  errorComponent: ({ error }) => <Trouble error={error} />,
})

/** Nobody sees an area without a session there; whoever has none is asked to sign in and comes back. */
async function requireSession(area: Area, queries: QueryClient, from: string): Promise<void> {
  const session = await queries.ensureQueryData(sessionQuery(area))
  if (session === null)
    throw redirect({ to: '/sign-in', search: { ...(area === 'operator' && { area }), ...(from !== '/' && { from }) } })
  // Operators who lack the second factor their server wants can do nothing else.
  const mustSetUp = area === 'operator' && session.permissions.length === 0
  if (mustSetUp && !from.endsWith('/operator/security')) throw redirect({ to: '/operator/security' })
}

export const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): { area?: Area; from?: string } => ({
    ...(search['area'] === 'operator' && { area: 'operator' as const }),
    ...(typeof search['from'] === 'string' && search['from'].startsWith('/') && { from: search['from'] }),
  }),
  component: lazyRouteComponent(() => import('../pages/sign-in/sign-in.tsx'), 'SignIn'),
})

export const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitation',
  component: lazyRouteComponent(() => import('../pages/invitation/invitation.tsx'), 'Invitation'),
})

export const passwordReset = createRoute({
  getParentRoute: () => root,
  path: '/password-reset',
  component: lazyRouteComponent(() => import('../pages/password-reset/password-reset.tsx'), 'PasswordReset'),
})

export const customer = createRoute({
  getParentRoute: () => root,
  id: 'customer',
  beforeLoad: ({ context, location }) => requireSession('account', context.queries, location.href),
  component: CustomerArea,
})

export const operator = createRoute({
  getParentRoute: () => root,
  path: '/operator',
  beforeLoad: ({ context, location }) => requireSession('operator', context.queries, location.href),
  component: OperatorArea,
})
