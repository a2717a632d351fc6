// The addresses of the console, put together.
import type { QueryClient } from '@tanstack/react-query'
import { createRouter } from '@tanstack/react-router'
import { customerPages } from './routes/customer.ts'
import { customer, invitation, operator, passwordReset, root, signIn } from './routes/entrance.tsx'
import { operatorPages } from './routes/operator.ts'

const routeTree = root.addChildren([
  signIn,
  invitation,
  passwordReset,
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
