// The pages of the back office. They are loaded when somebody goes there.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { queueFilterIn } from '../parts/queue.ts'
import { operator } from './entrance.tsx'

/** What the audit is searched by; `after` is a page's place. */
type AuditSearch = Partial<Record<'operator' | 'operation' | 'subject' | 'from' | 'to' | 'after', string>>

/** A text of an address, where there is one. */
function textIn<Name extends string>(search: Record<string, unknown>, name: Name): Partial<Record<Name, string>>
function textIn(search: Record<string, unknown>, name: string): Record<string, string> {
  const value = search[name]
  return typeof value === 'string' && value !== '' ? { [name]: value } : {}
}

const queue = createRoute({
  getParentRoute: () => operator,
  path: '/',
  validateSearch: queueFilterIn,
  component: lazyRouteComponent(() => import('../pages/queue/list.tsx'), 'QueueList'),
})

const security = createRoute({
  getParentRoute: () => operator,
  path: '/security',
  component: lazyRouteComponent(() => import('../pages/security/security.tsx'), 'Security'),
})

const queueItem = createRoute({
  getParentRoute: () => operator,
  path: '/queue/$id',
  validateSearch: queueFilterIn,
  component: lazyRouteComponent(() => import('../pages/queue/item.tsx'), 'QueueItemPage'),
})

const accounts = createRoute({
  getParentRoute: () => operator,
  path: '/accounts',
  validateSearch: (search: Record<string, unknown>): { email?: string; after?: string } => ({
    ...textIn(search, 'email'),
    ...textIn(search, 'after'),
  }),
  component: lazyRouteComponent(() => import('../pages/accounts/list.tsx'), 'AccountList'),
})

const account = createRoute({
  getParentRoute: () => operator,
  path: '/accounts/$id',
  component: lazyRouteComponent(() => import('../pages/accounts/one.tsx'), 'AccountPage'),
})

const credits = createRoute({
  getParentRoute: () => operator,
  path: '/credits',
  component: lazyRouteComponent(() => import('../pages/credits/list.tsx'), 'CreditList'),
})

const priceLists = createRoute({
  getParentRoute: () => operator,
  path: '/price-lists',
  component: lazyRouteComponent(() => import('../pages/price-lists/list.tsx'), 'PriceLists'),
})

const providers = createRoute({
  getParentRoute: () => operator,
  path: '/providers',
  component: lazyRouteComponent(() => import('../pages/providers/board.tsx'), 'ProviderBoard'),
})

const notices = createRoute({
  getParentRoute: () => operator,
  path: '/notices',
  component: lazyRouteComponent(() => import('../pages/notices/list.tsx'), 'NoticeList'),
})

const sources = createRoute({
  getParentRoute: () => operator,
  path: '/sources',
  component: lazyRouteComponent(() => import('../pages/sources/sources.tsx'), 'Sources'),
})

const operators = createRoute({
  getParentRoute: () => operator,
  path: '/operators',
  component: lazyRouteComponent(() => import('../pages/operators/list.tsx'), 'OperatorList'),
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
  component: lazyRouteComponent(() => import('../pages/audit/search.tsx'), 'AuditPage'),
})

const resource = createRoute({
  getParentRoute: () => operator,
  path: '/$kind/$id',
  component: lazyRouteComponent(() => import('../pages/resources/one.tsx'), 'ResourcePage'),
})

export const operatorPages = [
  queue,
  security,
  queueItem,
  accounts,
  account,
  credits,
  priceLists,
  providers,
  notices,
  sources,
  operators,
  audit,
  resource,
] as const
