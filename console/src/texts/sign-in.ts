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
    forgotten: 'Password dimenticata?',
    forgottenCustomer:
      'Chi è titolare del vostro account può mandarvi un collegamento per sceglierne un’altra: Persone, il vostro nome, “Nuova password”. Se l’unico titolare siete voi, chiedete a chi gestisce questo servizio. Con una passkey entrate anche senza.',
    forgottenOperator:
      'Un amministratore può mandarvi un collegamento per sceglierne un’altra: Operatori, “Nuova password”. Con una passkey entrate anche senza.',
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
    forgotten: 'Forgot your password?',
    forgottenCustomer:
      'An owner of your account can send you a link to choose another one: People, your name, “New password”. If you are the only owner, ask whoever runs this service. With a passkey you get in without it.',
    forgottenOperator:
      'An administrator can send you a link to choose another one: Operators, “New password”. With a passkey you get in without it.',
  },
)
