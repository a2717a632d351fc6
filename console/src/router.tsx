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
import { queueFilterIn } from './parts/queue.ts'
import { sessionQuery } from './parts/session.ts'
import { NotFound } from './ui/not-found.tsx'
import { Trouble } from './ui/trouble.tsx'

interface RouterContext {
  queries: QueryClient
}

/** What the audit is searched by; `after` is a page's place. */
type AuditSearch = Partial<Record<'operator' | 'operation' | 'subject' | 'from' | 'to' | 'after', string>>

/** A text of an address, where there is one. */
function textIn<Name extends string>(search: Record<string, unknown>, name: Name): Partial<Record<Name, string>>
function textIn(search: Record<string, unknown>, name: string): Record<string, string> {
  const value = search[name]
  return typeof value === 'string' && value !== '' ? { [name]: value } : {}
}

const root = createRootRouteWithContext<RouterContext>()({
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
  validateSearch: queueFilterIn,
  component: lazyRouteComponent(() => import('./pages/queue/list.tsx'), 'QueueList'),
})

/** Lists by number of page. */
const paged = (search: Record<string, unknown>): { page?: number } => ({
  ...(typeof search['page'] === 'number' && search['page'] > 1 && { page: Math.floor(search['page']) }),
})

const domains = createRoute({
  getParentRoute: () => customer,
  path: '/domains',
  validateSearch: paged,
  component: lazyRouteComponent(() => import('./pages/domains/list.tsx'), 'DomainList'),
})

const orderDomain = createRoute({
  getParentRoute: () => customer,
  path: '/domains/order',
  component: lazyRouteComponent(() => import('./pages/domains/order.tsx'), 'OrderDomain'),
})

const domain = createRoute({
  getParentRoute: () => customer,
  path: '/domains/$id',
  component: lazyRouteComponent(() => import('./pages/domains/one.tsx'), 'DomainPage'),
})

const requests = createRoute({
  getParentRoute: () => customer,
  path: '/requests',
  validateSearch: paged,
  component: lazyRouteComponent(() => import('./pages/requests/list.tsx'), 'RequestList'),
})

const createRequest = createRoute({
  getParentRoute: () => customer,
  path: '/requests/create',
  component: lazyRouteComponent(() => import('./pages/requests/create.tsx'), 'CreateRequest'),
})

const request = createRoute({
  getParentRoute: () => customer,
  path: '/requests/$id',
  component: lazyRouteComponent(() => import('./pages/requests/one.tsx'), 'RequestPage'),
})

const wallet = createRoute({
  getParentRoute: () => customer,
  path: '/wallet',
  component: lazyRouteComponent(() => import('./pages/wallet/wallet.tsx'), 'WalletPage'),
})

const expiries = createRoute({
  getParentRoute: () => customer,
  path: '/expiries',
  component: lazyRouteComponent(() => import('./pages/expiries/calendar.tsx'), 'ExpiryCalendar'),
})

// Integration, people and sandbox; invitations; own security in both areas.
const deliveries = createRoute({
  getParentRoute: () => customer,
  path: '/integration',
  component: lazyRouteComponent(() => import('./pages/integration/deliveries.tsx'), 'DeliveryList'),
})
const delivery = createRoute({
  getParentRoute: () => customer,
  path: '/integration/deliveries/$id',
  component: lazyRouteComponent(() => import('./pages/integration/delivery.tsx'), 'DeliveryPage'),
})
const requestLog = createRoute({
  getParentRoute: () => customer,
  path: '/integration/requests',
  component: lazyRouteComponent(() => import('./pages/integration/requests.tsx'), 'RequestLog'),
})
const feed = createRoute({
  getParentRoute: () => customer,
  path: '/integration/events',
  component: lazyRouteComponent(() => import('./pages/integration/events.tsx'), 'EventFeed'),
})
const tokens = createRoute({
  getParentRoute: () => customer,
  path: '/integration/tokens',
  component: lazyRouteComponent(() => import('./pages/integration/tokens.tsx'), 'TokenPage'),
})
const signing = createRoute({
  getParentRoute: () => customer,
  path: '/integration/signing',
  component: lazyRouteComponent(() => import('./pages/integration/signing.tsx'), 'SigningPage'),
})
const people = createRoute({
  getParentRoute: () => customer,
  path: '/people',
  component: lazyRouteComponent(() => import('./pages/people/list.tsx'), 'PeopleList'),
})
const person = createRoute({
  getParentRoute: () => customer,
  path: '/people/$id',
  component: lazyRouteComponent(() => import('./pages/people/one.tsx'), 'PersonPage'),
})
const sandboxTime = createRoute({
  getParentRoute: () => customer,
  path: '/sandbox',
  component: lazyRouteComponent(() => import('./pages/sandbox/time.tsx'), 'SandboxTime'),
})
const sandboxInbox = createRoute({
  getParentRoute: () => customer,
  path: '/sandbox/inbox',
  component: lazyRouteComponent(() => import('./pages/sandbox/inbox.tsx'), 'SandboxInbox'),
})
const sandboxScenarios = createRoute({
  getParentRoute: () => customer,
  path: '/sandbox/scenarios',
  component: lazyRouteComponent(() => import('./pages/sandbox/scenarios.tsx'), 'ScenarioList'),
})
const sandboxCurl = createRoute({
  getParentRoute: () => customer,
  path: '/sandbox/curl',
  component: lazyRouteComponent(() => import('./pages/sandbox/curl.tsx'), 'SandboxCurl'),
})
const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitation',
  component: lazyRouteComponent(() => import('./pages/invitation/invitation.tsx'), 'Invitation'),
})
const loadSecurity = lazyRouteComponent(() => import('./pages/security/security.tsx'), 'Security')
const security = createRoute({ getParentRoute: () => customer, path: '/security', component: loadSecurity })
const operatorSecurity = createRoute({ getParentRoute: () => operator, path: '/security', component: loadSecurity })
const developerPages = [deliveries, delivery, requestLog, feed, tokens, signing] as const
const sandboxPages = [sandboxTime, sandboxInbox, sandboxScenarios, sandboxCurl] as const

const customerPages = [
  ...[mailboxes, register, mailbox, mailboxDocuments, mailboxPreservation, bulks, bulk],
  ...[domains, orderDomain, domain],
  ...[requests, createRequest, request, wallet, expiries],
  ...[people, person, security, ...developerPages, ...sandboxPages],
]

const queueItem = createRoute({
  getParentRoute: () => operator,
  path: '/queue/$id',
  validateSearch: queueFilterIn,
  component: lazyRouteComponent(() => import('./pages/queue/item.tsx'), 'QueueItemPage'),
})

const accounts = createRoute({
  getParentRoute: () => operator,
  path: '/accounts',
  validateSearch: (search: Record<string, unknown>): { email?: string; after?: string } => ({
    ...textIn(search, 'email'),
    ...textIn(search, 'after'),
  }),
  component: lazyRouteComponent(() => import('./pages/accounts/list.tsx'), 'AccountList'),
})

const account = createRoute({
  getParentRoute: () => operator,
  path: '/accounts/$id',
  component: lazyRouteComponent(() => import('./pages/accounts/one.tsx'), 'AccountPage'),
})

const credits = createRoute({
  getParentRoute: () => operator,
  path: '/credits',
  component: lazyRouteComponent(() => import('./pages/credits/list.tsx'), 'CreditList'),
})

const priceLists = createRoute({
  getParentRoute: () => operator,
  path: '/price-lists',
  component: lazyRouteComponent(() => import('./pages/price-lists/list.tsx'), 'PriceLists'),
})

const providers = createRoute({
  getParentRoute: () => operator,
  path: '/providers',
  component: lazyRouteComponent(() => import('./pages/providers/board.tsx'), 'ProviderBoard'),
})

const notices = createRoute({
  getParentRoute: () => operator,
  path: '/notices',
  component: lazyRouteComponent(() => import('./pages/notices/list.tsx'), 'NoticeList'),
})

const sources = createRoute({
  getParentRoute: () => operator,
  path: '/sources',
  component: lazyRouteComponent(() => import('./pages/sources/sources.tsx'), 'Sources'),
})

const operators = createRoute({
  getParentRoute: () => operator,
  path: '/operators',
  component: lazyRouteComponent(() => import('./pages/operators/list.tsx'), 'OperatorList'),
})

const audit = createRoute({
  getParentRoute: () => operator,
  path: '/audit',
  validateSearch: (search: Record<string, unknown>): AuditSearch => ({
    ...textIn(search, 'operator'),
    ...textIn(search, 'operation'),
    ...textIn(search, 'subject'),
    ...textIn(search, 'from'),
    ...textIn(search, 'to'),
    ...textIn(search, 'after'),
  }),
  component: lazyRouteComponent(() => import('./pages/audit/search.tsx'), 'AuditPage'),
})

const resource = createRoute({
  getParentRoute: () => operator,
  path: '/$kind/$id',
  component: lazyRouteComponent(() => import('./pages/resources/one.tsx'), 'ResourcePage'),
})

const operatorPages = [
  ...[queue, queueItem, accounts, account, credits, priceLists],
  ...[providers, notices, sources, operators, audit, operatorSecurity, resource],
]

const routeTree = root.addChildren([
  signIn,
  invitation,
  customer.addChildren(customerPages),
  operator.addChildren(operatorPages),
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
