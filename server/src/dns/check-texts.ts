// What people read about the records of a domain, in Italian and English; one row a thing that can be said.

/** The same thing in both languages. */
export interface BothTexts {
  italian: string
  english: string
}

const rows = {
  'not delegated': {
    italian:
      'Nessun server DNS risponde per {name}: il dominio non risulta registrato o delegato (record NS mancanti).',
    english: 'No name server answers for {name}: the domain is not registered or not delegated (no NS records).',
  },
  'no mx': {
    italian: 'Il record MX di {name} manca: pubblicate quello indicato.',
    english: '{name} has no MX record: publish the one shown.',
  },
  'foreign mx': {
    italian:
      'Tra i record MX ci sono server non del gestore ({others}): la posta certificata non ammette altri MX, toglieteli.',
    english:
      "There are MX records that are not the provider's ({others}): certified mail allows no other MX, remove them.",
  },
  'wrong mx': {
    italian: 'I record MX indicano {others} invece di {expected}.',
    english: 'The MX records name {others} instead of {expected}.',
  },
  'missing mx': {
    italian: 'Tra i record MX manca {expected}.',
    english: 'The MX records lack {expected}.',
  },
  'no target': {
    italian: 'Manca il record MX, quindi non c’è alcun server di posta da verificare.',
    english: 'There is no MX record, so there is no mail server to check.',
  },
  'target is an alias': {
    italian: '{name}, indicato dal record MX, è un alias (CNAME): il nome di un MX deve avere un indirizzo proprio.',
    english: '{name}, named by the MX record, is an alias (CNAME): the name of an MX must have an address of its own.',
  },
  'target has no address': {
    italian: '{name}, indicato dal record MX, non ha alcun indirizzo.',
    english: '{name}, named by the MX record, has no address.',
  },
  'no spf': {
    italian: 'Il record SPF manca: pubblicate il record TXT indicato.',
    english: 'There is no SPF record: publish the TXT record shown.',
  },
  'several spf': {
    italian: 'I record SPF sono {count}: deve essercene uno solo.',
    english: 'There are {count} SPF records: there must be exactly one.',
  },
  'spf without provider': {
    italian: 'Il record SPF non include il gestore: aggiungete {expected}.',
    english: 'The SPF record does not include the provider: add {expected}.',
  },
  'spf not closed': {
    italian: 'Il record SPF è valido, ma conviene che termini con -all.',
    english: 'The SPF record will do, but had better end with -all.',
  },
  'alias loop': {
    italian: 'Gli alias (CNAME) di {name} girano in tondo o sono troppi.',
    english: 'The aliases (CNAME) of {name} turn in a circle or are too many.',
  },
  'servers fail': {
    italian: 'I server DNS rispondono con un errore alla domanda su {name}: la verifica sarà ripetuta.',
    english: 'The name servers answer the question about {name} with an error: the check will be repeated.',
  },
  'no answer': {
    italian: 'I server DNS interpellati non hanno risposto in tempo: la verifica sarà ripetuta.',
    english: 'The name servers asked did not answer in time: the check will be repeated.',
  },
  internal: {
    italian: 'Il dominio è interno al gestore: non c’è nulla da pubblicare.',
    english: "The domain is under the provider's own: there is nothing to publish.",
  },
  'to be configured': {
    italian: 'I record richiesti da questo gestore non sono ancora configurati: decide il gestore.',
    english: "The records this provider requires are not configured yet: the provider's word decides.",
  },
  simulated: {
    italian: 'Nell’ambiente di prova le verifiche sono simulate, salvo che sia impostato DNS_SERVERS.',
    english: 'In the sandbox the checks are simulated unless DNS_SERVERS is set.',
  },
} satisfies Readonly<Record<string, BothTexts>>

export type SayableAboutRecords = keyof typeof rows

/** One row of the table with its slots filled. */
export function say(what: SayableAboutRecords, slots: Readonly<Record<string, string>> = {}): BothTexts {
  const fill = (text: string) => text.replaceAll(/\{(\w+)\}/g, (slot, name: string) => slots[name] ?? slot)
  const { italian, english } = rows[what]
  return { italian: fill(italian), english: fill(english) }
}
