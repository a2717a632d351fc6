import type { Casella } from '@ceralacca/client'
import { List, Stack, Text } from '@mantine/core'
import { common } from '../../texts/common.ts'
import { customerSubtypes, customerTypes, hasSubtypes } from '../../texts/customer-types.ts'
import { useFormats } from '../../texts/format.ts'
import { useLanguage, useTexts } from '../../texts/language.tsx'
import { kindNames } from '../../texts/mailbox-kinds.ts'
import { mailboxPageTexts } from '../../texts/mailbox.ts'
import { Copyable } from '../../ui/copy.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Panel } from '../../ui/panel.tsx'

/** What the mailbox has. */
export function MailboxFacts({ mailbox }: { mailbox: Casella }) {
  const t = useTexts(mailboxPageTexts)
  const words = useTexts(common)
  const formats = useFormats()
  const { timestamp } = mailbox
  return (
    <Panel title={t.mailbox}>
      <Facts
        facts={[
          [t.kind, kindNames[mailbox.tipo_casella]],
          [t.expiry, formats.day(mailbox.data_scadenza)],
          [t.renewal, mailbox.autorinnovo ? words.yes : words.no],
          [t.registered, formats.moment(timestamp.registrazione)],
          [t.activation, formats.moment(timestamp.evasione)],
          [t.revokedOn, formats.moment(timestamp.revoca)],
          [t.mailSpace, mailbox.spazio_disco === 0 ? '' : formats.size(mailbox.spazio_disco)],
          [t.archiveSpace, mailbox.storico ? formats.size(mailbox.spazio_storico) : t.notActive],
          [t.preservationSpace, mailbox.conservazione ? formats.size(mailbox.spazio_conservazione) : t.notActive],
          [t.activationCode, mailbox.cod_attivazione],
          [t.userCode, mailbox.uid],
          [t.id, <Copyable key="id" text={mailbox.id} label={t.id} />],
        ]}
      />
    </Panel>
  )
}

/** Who asked for it. */
export function ApplicantFacts({ mailbox }: { mailbox: Casella }) {
  const t = useTexts(mailboxPageTexts)
  const formats = useFormats()
  const birth = [
    formats.day(mailbox.data_nascita_richiedente),
    mailbox.comune_nascita_richiedente,
    mailbox.provincia_nascita_richiedente,
    mailbox.nazione_nascita_richiedente,
  ]
  const document = [mailbox.tipo_documento, mailbox.numero_documento, mailbox.documento_rilasciato_da]
  return (
    <Panel title={t.applicant}>
      <Facts
        facts={[
          [t.name, `${mailbox.nome_richiedente} ${mailbox.cognome_richiedente}`],
          [t.fiscalCode, mailbox.codice_fiscale_richiedente],
          [t.sex, mailbox.sesso_richiedente],
          [t.born, joined(birth)],
          [t.email, mailbox.email],
          [t.phone, mailbox.telefono],
          [t.mobile, mailbox.cellulare],
          [t.identity, joined([...document, formats.day(mailbox.data_scadenza_documento)])],
        ]}
      />
    </Panel>
  )
}

/** Whose it is. */
export function HolderFacts({ mailbox }: { mailbox: Casella }) {
  const t = useTexts(mailboxPageTexts)
  const place = [mailbox.cap_titolare, mailbox.comune_titolare, mailbox.provincia_titolare, mailbox.nazione_titolare]
  return (
    <Panel title={t.holder}>
      <Facts
        facts={[
          [t.customerType, useCustomerType(mailbox)],
          [t.holder, mailbox.denominazione_titolare],
          [t.holderCode, mailbox.cf_piva_titolare],
          [t.address, `${mailbox.indirizzo_titolare}, ${place.filter(Boolean).join(' ')}`],
        ]}
      />
    </Panel>
  )
}

/** Type and subtype of the customer in words. */
function useCustomerType({ tipo_cliente, sottotipo_cliente, sottotipo_cliente_altro }: Casella): string {
  const types: Record<string, string> = useTexts(customerTypes)
  const { language } = useLanguage()
  const subtypes: Record<string, string> = hasSubtypes(tipo_cliente) ? customerSubtypes[tipo_cliente][language] : {}
  return joined([types[tipo_cliente] ?? tipo_cliente, subtypes[sottotipo_cliente] ?? '', sottotipo_cliente_altro])
}

/** The people beside the holder who may use it. */
export function Users({ mailbox: { multiutenza = [] } }: { mailbox: Casella }) {
  const t = useTexts(mailboxPageTexts)
  return (
    <Panel title={t.users}>
      {multiutenza.length === 0 ? (
        <Text size="sm">{t.noUsers}</Text>
      ) : (
        <List listStyleType="none" spacing="xs">
          {multiutenza.map((user) => (
            <List.Item key={user.id_utenza}>
              <Stack gap={0}>
                <Text size="sm" fw={500}>
                  {user.nome} {user.cognome} · {user.descrizione}
                </Text>
                <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                  {t.login} {user.userid} · {user.email_gestione_password}
                </Text>
              </Stack>
            </List.Item>
          ))}
        </List>
      )}
    </Panel>
  )
}

const joined = (parts: readonly (string | undefined)[]) => parts.filter(Boolean).join(' · ')
