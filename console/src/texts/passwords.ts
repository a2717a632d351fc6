import { defineTexts } from './define.ts'

/** Choosing a password, also another one for one that was forgotten. */
export const passwordTexts = defineTexts(
  {
    next: 'Nuova password',
    nextNote: 'Almeno 12 caratteri; una frase si ricorda meglio.',
    repeat: 'Nuova password, ancora una volta',
    differs: 'Le due password non sono uguali.',
    title: 'Scegliete una nuova password',
    text: 'Gli accessi aperti altrove terminano. Codici e passkey restano come sono.',
    secret: 'Segreto del collegamento',
    choose: 'Salva ed entra',
  },
  {
    next: 'New password',
    nextNote: 'At least 12 characters; a phrase is easier to remember.',
    repeat: 'New password once more',
    differs: 'The two passwords differ.',
    title: 'Choose a new password',
    text: 'Sign-ins elsewhere end. Codes and passkeys stay as they are.',
    secret: 'Secret of the link',
    choose: 'Save and enter',
  },
)
