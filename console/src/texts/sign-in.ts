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
    codeNote: 'Le sei cifre dell’app di autenticazione, o un codice di recupero.',
    passkey: 'Accedi con una passkey',
    needsPasskey: 'La password è giusta; qui serve anche una passkey. Usate il pulsante qui sotto.',
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
    codeNote: 'The six digits of your authenticator app, or a recovery code.',
    passkey: 'Sign in with a passkey',
    needsPasskey: 'The password is right; a passkey is needed as well. Use the button below.',
    account: 'Account',
    enter: 'Sign in',
  },
)
