import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isHostRefused, isPublicAddress, reaches } from './address-rules.ts'

describe('isPublicAddress', () => {
  it.each(['93.184.216.34', '8.8.8.8', '172.32.0.1', '2606:2800:220:1::1', '2A00:1450::1', '::ffff:8.8.8.8'])(
    '%s is public',
    (ip) => {
      expect(isPublicAddress(ip)).toBe(true)
    },
  )

  it.each([
    '127.0.0.1',
    '127.255.255.254',
    '0.0.0.0',
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '100.64.0.1',
    '100.100.100.200',
    '169.254.169.254',
    '192.0.0.8',
    '192.0.2.1',
    '198.18.0.1',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::7f00:1',
    '::127.0.0.1',
    '::ffff:127.0.0.1',
    '::ffff:a00:1',
    '64:ff9b::7f00:1',
    '64:ff9b::808:808',
    '64:ff9b:1::1',
    '2002:7f00:1::',
    '2001::1',
    '2001:db8::1',
    'fe80::1',
    'fe80::1%eth0',
    '2606:2800:220:1::1%eth0',
    'fc00::1',
    'fd12:3456::1',
    'fec0::1',
    'ff02::1',
    '100::1',
    '4000::1',
    '',
    'localhost',
    '2130706433',
    '0x7f.1',
    '0177.0.0.1',
    '127.1',
    '8.8.8.8 ',
    '[::1]',
    '1.2.3.4.5',
  ])('%s is not', (ip) => {
    expect(isPublicAddress(ip)).toBe(false)
  })

  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.ipV4Extended(), fc.ipV6()), (text) => {
        expect(isPublicAddress(text)).toBeTypeOf('boolean')
      }),
    )
  })
})

describe('the metadata of clouds', () => {
  it.each([
    '169.254.169.254',
    '169.254.170.2',
    '::ffff:169.254.169.254',
    '::169.254.169.254',
    '64:ff9b::a9fe:a9fe',
    '2002:a9fe:a9fe::1',
    'fe80::a9fe:a9fe',
    'fe80::a9fe:a9fe%eth0',
    '100.100.100.200',
    '168.63.129.16',
    '192.0.0.192',
    '192.80.8.124',
    'fd00:ec2::254',
    'fd20:ce::254',
    'fd00:c1::a9fe:a9fe',
    'fd00:42::42',
    'fd00:a9fe:a9fe::1',
  ])('is out of reach at %s, also where private addresses are allowed', (ip) => {
    for (const privateAddresses of ['allow', 'deny'] as const) {
      expect(reaches({ privateAddresses })(ip)).toBe(false)
      if (!ip.includes('%')) expect(isHostRefused(ip.includes(':') ? `[${ip}]` : ip, { privateAddresses })).toBe(true)
    }
  })

  it.each(['metadata.google.internal', 'metadata.google.internal.', 'METADATA.GOOG', 'metadata.packet.net'])(
    'is refused by its name %s',
    (name) => expect(isHostRefused(name, { privateAddresses: 'allow' })).toBe(true),
  )

  it.each(['127.0.0.1', '10.0.0.1', '::1', '100.100.100.201', '64:ff9b::808:808', 'fd12::1'])(
    'is not %s, which is reached where private addresses are allowed',
    (ip) => {
      expect(reaches({ privateAddresses: 'allow' })(ip)).toBe(true)
      expect(reaches({ privateAddresses: 'deny' })(ip)).toBe(false)
    },
  )

  it('is denied besides the networks of the settings', () => {
    const allowed = reaches({ privateAddresses: 'allow', deniedNetworks: ['10.1.0.0/16', '8.8.8.8', 'fd12::/16'] })
    const denied = ['10.1.2.3', '8.8.8.8', 'fd12::1', '::ffff:10.1.0.1', '169.254.169.254']
    expect(denied.filter(allowed)).toEqual([])
    const others = ['10.2.0.1', '8.8.4.4', 'fd13::1', '127.0.0.1', '168.63.129.17']
    expect(others.filter(allowed)).toEqual(others)
  })
})
