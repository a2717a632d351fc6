// The pages of customers. They are loaded when somebody goes there.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { mailboxSearchIn } from '../parts/mailboxes/search.ts'
import { customer } from './entrance.tsx'

/** Lists by number of page. */
const paged = (search: Record<string, unknown>): { page?: number } => ({
  ...(typeof search['page'] === 'number' && search['page'] > 1 && { page: Math.floor(search['page']) }),
})

const mailboxes = createRoute({
  getParentRoute: () => customer,
  path: '/',
  validateSearch: mailboxSearchIn,
  component: lazyRouteComponent(() => import('../pages/mailboxes/list.tsx'), 'MailboxList'),
})

const register = createRoute({
  getParentRoute: () => customer,
  path: '/mailboxes/new',
  component: lazyRouteComponent(() => import('../pages/registration/register.tsx'), 'Register'),
})

const mailboxDocuments = createRoute({
  getParentRoute: () => customer,
  path: '/mailboxes/$id/documents',
  component: lazyRouteComponent(() => import('../pages/mailboxes/documents.tsx'), 'DocumentsPage'),
})

const mailboxPreservation = createRoute({
  getParentRoute: () => customer,
  path: '/mailboxes/$id/preservation',
  component: lazyRouteComponent(() => import('../pages/mailboxes/preservation.tsx'), 'PreservationPage'),
})

const bulks = createRoute({
  getParentRoute: () => customer,
  path: '/bulk',
  component: lazyRouteComponent(() => import('../pages/bulk/list.tsx'), 'BulkList'),
})

const bulk = createRoute({
  getParentRoute: () => customer,
  path: '/bulk/$id',
  component: lazyRouteComponent(() => import('../pages/bulk/one.tsx'), 'BulkPage'),
})

const mailbox = createRoute({
  getParentRoute: () => customer,
  path: '/mailboxes/$id',
  component: lazyRouteComponent(() => import('../pages/mailboxes/one.tsx'), 'MailboxPage'),
})

const domains = createRoute({
  getParentRoute: () => customer,
  path: '/domains',
  validateSearch: paged,
  component: lazyRouteComponent(() => import('../pages/domains/list.tsx'), 'DomainList'),
})

const orderDomain = createRoute({
  getParentRoute: () => customer,
  path: '/domains/order',
  component: lazyRouteComponent(() => import('../pages/domains/order.tsx'), 'OrderDomain'),
})

const domain = createRoute({
  getParentRoute: () => customer,
  path: '/domains/$id',
  component: lazyRouteComponent(() => import('../pages/domains/one.tsx'), 'DomainPage'),
})

const requests = createRoute({
  getParentRoute: () => customer,
  path: '/requests',
  validateSearch: paged,
  component: lazyRouteComponent(() => import('../pages/requests/list.tsx'), 'RequestList'),
})

const createRequest = createRoute({
  getParentRoute: () => customer,
  path: '/requests/create',
  component: lazyRouteComponent(() => import('../pages/requests/create.tsx'), 'CreateRequest'),
})

const request = createRoute({
  getParentRoute: () => customer,
  path: '/requests/$id',
  component: lazyRouteComponent(() => import('../pages/requests/one.tsx'), 'RequestPage'),
})

const wallet = createRoute({
  getParentRoute: () => customer,
  path: '/wallet',
  component: lazyRouteComponent(() => import('../pages/wallet/wallet.tsx'), 'WalletPage'),
})

const expiries = createRoute({
  getParentRoute: () => customer,
  path: '/expiries',
  component: lazyRouteComponent(() => import('../pages/expiries/calendar.tsx'), 'ExpiryCalendar'),
})

const deliveries = createRoute({
  getParentRoute: () => customer,
  path: '/integration',
  component: lazyRouteComponent(() => import('../pages/integration/deliveries.tsx'), 'DeliveryList'),
})

const delivery = createRoute({
  getParentRoute: () => customer,
  path: '/integration/deliveries/$id',
  component: lazyRouteComponent(() => import('../pages/integration/delivery.tsx'), 'DeliveryPage'),
})

const requestLog = createRoute({
  getParentRoute: () => customer,
  path: '/integration/requests',
  component: lazyRouteComponent(() => import('../pages/integration/requests.tsx'), 'RequestLog'),
})

const feed = createRoute({
  getParentRoute: () => customer,
  path: '/integration/events',
  component: lazyRouteComponent(() => import('../pages/integration/events.tsx'), 'EventFeed'),
})

const tokens = createRoute({
  getParentRoute: () => customer,
  path: '/integration/tokens',
  component: lazyRouteComponent(() => import('../pages/integration/tokens.tsx'), 'TokenPage'),
})

const signing = createRoute({
  getParentRoute: () => customer,
  path: '/integration/signing',
  component: lazyRouteComponent(() => import('../pages/integration/signing.tsx'), 'SigningPage'),
})

const people = createRoute({
  getParentRoute: () => customer,
  path: '/people',
  component: lazyRouteComponent(() => import('../pages/people/list.tsx'), 'PeopleList'),
})

const person = createRoute({
  getParentRoute: () => customer,
  path: '/people/$id',
  component: lazyRouteComponent(() => import('../pages/people/one.tsx'), 'PersonPage'),
})

const sandboxTime = createRoute({
  getParentRoute: () => customer,
  path: '/sandbox',
  component: lazyRouteComponent(() => import('../pages/sandbox/time.tsx'), 'SandboxTime'),
})

const sandboxInbox = createRoute({
  getParentRoute: () => customer,
  path: '/sandbox/inbox',
  component: lazyRouteComponent(() => import('../pages/sandbox/inbox.tsx'), 'SandboxInbox'),
})

const sandboxScenarios = createRoute({
  getParentRoute: () => customer,
  path: '/sandbox/scenarios',
  component: lazyRouteComponent(() => import('../pages/sandbox/scenarios.tsx'), 'ScenarioList'),
})

const sandboxCurl = createRoute({
  getParentRoute: () => customer,
  path: '/sandbox/curl',
  component: lazyRouteComponent(() => import('../pages/sandbox/curl.tsx'), 'SandboxCurl'),
})

const security = createRoute({
  getParentRoute: () => customer,
  path: '/security',
  component: lazyRouteComponent(() => import('../pages/security/security.tsx'), 'Security'),
})

export const customerPages = [
  mailboxes,
  register,
  mailboxDocuments,
  mailboxPreservation,
  bulks,
  bulk,
  mailbox,
  domains,
  orderDomain,
  domain,
  requests,
  createRequest,
  request,
  wallet,
  expiries,
  deliveries,
  delivery,
  requestLog,
  feed,
  tokens,
  signing,
  people,
  person,
  sandboxTime,
  sandboxInbox,
  sandboxScenarios,
  sandboxCurl,
  security,
] as const
