// The addresses of the console. Pages are loaded when somebody goes there.
import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router'
import type { Area } from './parts/api.ts'
import { CustomerArea, OperatorArea } from './parts/areas.tsx'
import { mailboxSearchIn } from './pages/mailboxes/search.ts'
import { sessionQuery } from './parts/session.ts'
import { NotFound } from './ui/not-found.tsx'
import { Trouble } from './ui/trouble.tsx'

interface RouterContext {
  queries: QueryClient
}

const root = createRootRouteWithContext<RouterContext>()({
  notFoundComponent: NotFound,
  errorComponent: ({ error }) => <Trouble error={error} />,
})

/** Nobody sees an area without a session there; whoever has none is asked to sign in and comes back. */
async function requireSession(area: Area, queries: QueryClient, from: string): Promise<void> {
  if ((await queries.ensureQueryData(sessionQuery(area))) === null)
    throw redirect({ to: '/sign-in', search: { ...(area === 'operator' && { area }), ...(from !== '/' && { from }) } })
}

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): { area?: Area; from?: string } => ({
    ...(search['area'] === 'operator' && { area: 'operator' as const }),
    ...(typeof search['from'] === 'string' && search['from'].startsWith('/') && { from: search['from'] }),
  }),
  component: lazyRouteComponent(() => import('./pages/sign-in/sign-in.tsx'), 'SignIn'),
})

const customer = createRoute({
  getParentRoute: () => root,
  id: 'customer',
  beforeLoad: ({ context, location }) => requireSession('account', context.queries, location.href),
  component: CustomerArea,
})

const operator = createRoute({
  getParentRoute: () => root,
  path: '/operator',
  beforeLoad: ({ context, location }) => requireSession('operator', context.queries, location.href),
  component: OperatorArea,
})

const mailboxes = createRoute({
  getParentRoute: () => customer,
  path: '/',
  validateSearch: mailboxSearchIn,
  component: lazyRouteComponent(() => import('./pages/mailboxes/list.tsx'), 'MailboxList'),
})

const register = createRoute({
  getParentRoute: () => customer,
  path: '/mailboxes/new',
  component: lazyRouteComponent(() => import('./pages/registration/register.tsx'), 'Register'),
})

const mailboxDocuments = createRoute({
  getParentRoute: () => customer,
  path: '/mailboxes/$id/documents',
  component: lazyRouteComponent(() => import('./pages/mailboxes/documents.tsx'), 'DocumentsPage'),
})

const mailboxPreservation = createRoute({
  getParentRoute: () => customer,
  path: '/mailboxes/$id/preservation',
  component: lazyRouteComponent(() => import('./pages/mailboxes/preservation.tsx'), 'PreservationPage'),
})

const bulks = createRoute({
  getParentRoute: () => customer,
  path: '/bulk',
  component: lazyRouteComponent(() => import('./pages/bulk/list.tsx'), 'BulkList'),
})

const bulk = createRoute({
  getParentRoute: () => customer,
  path: '/bulk/$id',
  component: lazyRouteComponent(() => import('./pages/bulk/one.tsx'), 'BulkPage'),
})

const mailbox = createRoute({
  getParentRoute: () => customer,
  path: '/mailboxes/$id',
  component: lazyRouteComponent(() => import('./pages/mailboxes/one.tsx'), 'MailboxPage'),
})

const queue = createRoute({
  getParentRoute: () => operator,
  path: '/',
  component: lazyRouteComponent(() => import('./pages/queue/list.tsx'), 'QueueList'),
})

const routeTree = root.addChildren([
  signIn,
  customer.addChildren([mailboxes, register, mailbox, mailboxDocuments, mailboxPreservation, bulks, bulk]),
  operator.addChildren([queue]),
])

/** The router of the console, below /console. */
export function createConsoleRouter(queries: QueryClient) {
  return createRouter({
    routeTree,
    basepath: '/console',
    context: { queries },
    defaultPreload: 'intent',
    scrollRestoration: true,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>
  }
}
