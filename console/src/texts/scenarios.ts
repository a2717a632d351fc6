import { defineTexts } from './define.ts'

/** What the sandbox can let happen to a mailbox. */
export const scenarioTexts = defineTexts(
  {
    activated: 'Il gestore attiva la casella',
    'documents-sent-back': 'Il gestore respinge i documenti',
    'cancelled-by-provider': 'Il gestore annulla la registrazione',
    'address-taken': 'L’indirizzo risulta di qualcun altro',
    'registration-abandoned': 'Il tempo per i documenti è finito',
    'decision-delayed': 'Il gestore impiega un giorno in più',
    'about-to-expire': 'Scade tra sette giorni',
    'expiry-extended': 'Il gestore sposta la scadenza di un anno',
    'renewed-automatically': 'Si rinnova automaticamente',
    'renewal-without-credit': 'Il rinnovo automatico non trova credito',
    'renewal-refused': 'Il gestore rifiuta il rinnovo automatico',
    expired: 'Scade adesso',
    'closed-after-grace': 'È scaduta da così tanto che viene chiusa',
    'revoked-by-provider': 'Il gestore spegne la casella',
    'working-again': 'Il gestore riaccende la casella',
    'spaces-changed': 'Il gestore aumenta lo spazio di 1 GB',
  },
  {
    activated: 'The provider activates the mailbox',
    'documents-sent-back': 'The provider sends the documents back',
    'cancelled-by-provider': 'The provider cancels the registration',
    'address-taken': 'The address turns out to be somebody else’s',
    'registration-abandoned': 'The time for the documents is over',
    'decision-delayed': 'The provider takes a day longer',
    'about-to-expire': 'It expires in seven days',
    'expiry-extended': 'The provider moves the expiry by a year',
    'renewed-automatically': 'It renews by itself',
    'renewal-without-credit': 'The automatic renewal finds no credit',
    'renewal-refused': 'The provider refuses the automatic renewal',
    expired: 'It expires now',
    'closed-after-grace': 'It expired so long ago that it is closed',
    'revoked-by-provider': 'The provider switches the mailbox off',
    'working-again': 'The provider switches the mailbox on again',
    'spaces-changed': 'The provider adds 1 GB of space',
  },
)

export type ScenarioName = keyof (typeof scenarioTexts)['it']

/** Whether there are words for a scenario. */
export const isScenario = (name: string): name is ScenarioName => Object.hasOwn(scenarioTexts.it, name)
