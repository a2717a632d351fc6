import { expect, it } from 'vitest'
import { formatServerAddress, parseServerAddress } from './server-address.ts'

it.each([
  ['127.0.0.1', '127.0.0.1', 53],
  ['127.0.0.1:5353', '127.0.0.1', 5353],
  ['::1', '::1', 53],
  ['[::1]', '::1', 53],
  ['[2001:db8::1]:5300', '2001:db8::1', 5300],
])('reads %s', (text, address, port) => {
  expect(parseServerAddress(text)).toEqual({ address, port })
  expect(parseServerAddress(formatServerAddress({ address, port }))).toEqual({ address, port })
})

it.each(['', 'dns.example', '1.2.3', '1.2.3.4:0', '1.2.3.4:65536', '[1.2.3.4', '[::g]:53', '999.1.1.1', '1.2.3.4:53x'])(
  'takes no %j for an address',
  (text) => {
    expect(parseServerAddress(text)).toBeUndefined()
  },
)
