import { NativeSelect, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { documentTexts } from '../../texts/documents.ts'
import { useTexts } from '../../texts/language.tsx'
import { Panel } from '../../ui/panel.tsx'
import { DocumentPages } from '../document-pages.tsx'
import type { ShownDocument } from '../queue.ts'

/** The documents handed in, one of them shown. */
export function HandedInDocuments({ documents }: { documents: readonly ShownDocument[] }) {
  const t = useTexts(documentTexts)
  const [chosen, choose] = useState(documents[0]?.key)
  const shown = documents.find(({ key }) => key === chosen) ?? documents[0]
  const labelOf = ({ name, submission }: ShownDocument) =>
    submission === undefined ? name : `${name} · ${t.upload(submission)}`
  return (
    <Panel title={t.documents}>
      {shown === undefined ? (
        <Text size="sm">{t.none}</Text>
      ) : (
        <Stack gap="sm">
          {documents.length > 1 && (
            <NativeSelect
              label={t.which}
              size="xs"
              value={shown.key}
              onChange={(event) => choose(event.currentTarget.value)}
              data={documents.map((one) => ({ value: one.key, label: labelOf(one) }))}
            />
          )}
          <DocumentPages key={shown.key} of={addressOf(shown)} />
        </Stack>
      )}
    </Panel>
  )
}

const addressOf = ({ key: _, ...address }: ShownDocument) => address
