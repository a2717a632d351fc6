// The console: pages for customers and operators, which use documented calls only.
import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import './ui/global.css'
import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { newQueryClient } from './parts/api.ts'
import { createConsoleRouter } from './router.ts'
import { LanguageProvider } from './texts/language.tsx'
import { theme } from './theme.ts'

const queries = newQueryClient()
const router = createConsoleRouter(queries)

/** Styles made while the page runs carry it, as the policy of the page demands. */
const nonce = document.querySelector<HTMLMetaElement>('meta[name="style-nonce"]')?.content ?? ''
// What locks the page behind a dialogue looks for it here.
Reflect.set(globalThis, '__webpack_nonce__', nonce)

const root = document.getElementById('root')
if (root === null) throw new Error('the page has no place for the console')

createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={() => nonce}>
      <LanguageProvider>
        <QueryClientProvider client={queries}>
          <Notifications position="bottom-right" autoClose={6_000} limit={3} />
          <RouterProvider router={router} />
        </QueryClientProvider>
      </LanguageProvider>
    </MantineProvider>
  </StrictMode>,
)
