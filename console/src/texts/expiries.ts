import { defineTexts } from './define.ts'

/** The calendar of expiries. */
export const expiryTexts = defineTexts(
  {
    title: 'Scadenze',
    note: 'Caselle e domini attivi, mese per mese, nei prossimi dodici mesi. Ciò che è già scaduto si rinnova dalla sua pagina.',
    none: 'Non scade nulla nei prossimi dodici mesi.',
    day: 'Giorno',
    name: 'Cosa scade',
    kind: 'Tipo',
    mailbox: 'Casella',
    domain: 'Dominio',
    renewal: 'Rinnovo',
    automatic: 'Automatico',
    byHand: 'Manuale',
    renew: 'Rinnova',
    renewOf: (name: string) => `Rinnova ${name}`,
    renewTitle: (name: string) => `Rinnova ${name}`,
    renewAction: 'Rinnova e paga',
    renewed: 'Rinnovato.',
    newExpiry: 'Nuova scadenza',
    count: (count: number) => (count === 1 ? 'una scadenza' : `${count} scadenze`),
    calendar: 'Nel vostro calendario',
    calendarNote:
      'Il file contiene le prossime 1.000 scadenze, ciascuna nel suo giorno. Aprendolo, il programma di calendario le aggiunge; una voce già presente si sposta quando rinnovate.',
    calendarDownload: 'Scarica scadenze.ics',
    calendarFollow:
      'L’indirizzo del calendario chiede il token nell’intestazione, come ogni chiamata: un programma che non sa inviarlo usa un file che qualcos’altro scarica ogni giorno. Per questo usate un token di un membro con il solo ruolo di lettura, e tenetelo segreto.',
    calendarCommand: 'Comando da pianificare',
  },
  {
    title: 'Expiries',
    note: 'Working mailboxes and domains, month by month, for the next twelve months. What has expired already is renewed from its own page.',
    none: 'Nothing expires in the next twelve months.',
    day: 'Day',
    name: 'What expires',
    kind: 'Kind',
    mailbox: 'Mailbox',
    domain: 'Domain',
    renewal: 'Renewal',
    automatic: 'Automatic',
    byHand: 'By hand',
    renew: 'Renew',
    renewOf: (name: string) => `Renew ${name}`,
    renewTitle: (name: string) => `Renew ${name}`,
    renewAction: 'Renew and pay',
    renewed: 'Renewed.',
    newExpiry: 'New expiry',
    count: (count: number) => (count === 1 ? 'one expiry' : `${count} expiries`),
    calendar: 'In your calendar',
    calendarNote:
      'The file has the next 1,000 expiries, each on its day. Open it and your calendar program adds them; an entry that is there already moves when you renew.',
    calendarDownload: 'Download scadenze.ics',
    calendarFollow:
      'The address of the calendar wants the token in a header, as every call does: a program that cannot send one takes a file that something else fetches daily. Use the token of a member who may only read, and keep it secret.',
    calendarCommand: 'Command to schedule',
  },
)
