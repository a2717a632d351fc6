import { expect, it } from 'vitest'
import { parseHostName } from './host-name.ts'
import { isSharedRegistryName } from './shared-registry-names.ts'

it.each(
  [
    ['gov.it', 'edu.it', 'co.it', 'com.it', 'org.it'],
    ['roma.it', 'rm.it', 'mi.it', 'forlicesena.it', 'forli-cesena.it', 'laquila.it', 'reggio-calabria.it'],
    ['lombardia.it', 'lom.it', 'emilia-romagna.it', 'bozen.it'],
    ['co.uk', 'gov.uk', 'com.br', 'ac.at', 'gouv.fr', 'co.jp'],
    ['eu.com', 'github.io', 'altervista.org'],
  ].flat(),
)('%s is nobody’s own', (name) => {
  expect(isSharedRegistryName(name)).toBe(true)
})

it.each([
  'azienda-prova.it',
  'pec.gov.it',
  'comune.roma.it',
  'azienda.co.uk',
  'com.com',
  'gov.eu.it',
  'prova.github.io',
])('%s can be owned', (name) => {
  expect(isSharedRegistryName(name)).toBe(false)
})

it('expects names in the stored form', () => {
  expect(isSharedRegistryName(parseHostName('GOV.IT.') ?? '')).toBe(true)
  expect(isSharedRegistryName('')).toBe(false)
})
