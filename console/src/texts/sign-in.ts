import { defineTexts } from './define.ts'

/** Signing in. */
export const signInTexts = defineTexts(
  {
    title: 'Accesso clienti',
    operatorTitle: 'Accesso operatori',
    asCustomer: 'Entra come cliente di prova',
    asOperator: 'Entra come operatore di prova',
    or: 'oppure',
    email: 'E-mail',
    password: 'Password',
    code: 'Codice di verifica',
    codeNote: 'Le sei cifre dell’app di autenticazione, o un codice di recupero. Vuoto se non ne avete uno.',
    account: 'Account',
    enter: 'Accedi',
  },
  {
    title: 'Customer sign-in',
    operatorTitle: 'Operator sign-in',
    asCustomer: 'Enter as the test customer',
    asOperator: 'Enter as the test operator',
    or: 'or',
    email: 'E-mail',
    password: 'Password',
    code: 'Verification code',
    codeNote: 'The six digits of your authenticator app, or a recovery code. Empty if you have none.',
    account: 'Account',
    enter: 'Sign in',
  },
)
