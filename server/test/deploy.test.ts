// What stands in deploy/ for whoever runs a server: its limits are those of the settings, its answers those of the server,
// and every setting in it is one.
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { refusal } from '../src/errors/refusal.ts'
import { LARGEST_FILE_BYTES } from '../src/bulk/read-file.ts'
import { failure } from '../src/http/envelope.ts'
import { limits } from '../src/http/receive-body.ts'
import { LARGEST_INDEX_BYTES } from '../src/pec-index/read-index.ts'
import { routes } from '../src/api/routes.ts'
import { settingsTable } from '../src/settings.ts'

const folder = fileURLToPath(new URL('../../deploy/', import.meta.url))
const read = (name: string) => readFileSync(`${folder}${name}`, 'utf8')
const MB = 1024 * 1024
const nginx = read('nginx.conf')
const caddy = read('Caddyfile')
const dockerfile = read('Dockerfile')
const unit = read('ceralacca.service')

/** What stands after a name, everywhere in a text, as numbers. */
const numbers = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, number]) => Number(number))

describe('the proxies', () => {
  const requestMb = Number(settingsTable.MAX_REQUEST_MB.fallback)

  it('let through what the server takes, and no more', () => {
    const larger = routes.filter(({ file }) => (file?.mostBytes ?? 0) > requestMb * MB)
    expect(Math.max(...larger.map(({ file }) => file?.mostBytes ?? 0))).toBe(LARGEST_INDEX_BYTES)
    expect(LARGEST_FILE_BYTES).toBeLessThanOrEqual(requestMb * MB)
    const expected = [requestMb, LARGEST_INDEX_BYTES / MB]
    expect(numbers(nginx, /client_max_body_size (\d+)m;/g)).toEqual(expected)
    expect(numbers(caddy, /max_size (\d+)MiB/g).sort((one, other) => one - other)).toEqual(expected)
    for (const { path } of larger) for (const text of [nginx, caddy]) expect(text).toContain(path)
  })

  it('wait longer than the server for a body, and as long for its head', () => {
    const seconds = limits.headersWithinMs / 1_000
    expect(numbers(nginx, /client_header_timeout (\d+)s;/g)).toEqual([seconds])
    expect(numbers(caddy, /read_header (\d+)s/g)).toEqual([seconds])
    expect(Math.min(...numbers(nginx, /client_body_timeout (\d+)s;/g))).toBeGreaterThan(limits.pauseMs / 1_000)
  })

  it('answer in the words of the server', () => {
    for (const number of [103, 111] as const) {
      const words = failure(refusal(number))
      for (const text of [nginx, caddy]) expect(text).toContain(words)
    }
  })
})

describe('the services', () => {
  const compose: unknown = parse(read('compose.yaml'), { merge: true })

  it('of compose.yaml have no key that Compose does not know, and no name that is not there', () => {
    const known = {
      top: ['name', 'services', 'networks', 'volumes', 'x-server'],
      service: [
        ...['image', 'build', 'init', 'read_only', 'tmpfs', 'cap_drop', 'security_opt', 'restart', 'stop_grace_period'],
        ...[
          'env_file',
          'environment',
          'depends_on',
          'networks',
          'ports',
          'volumes',
          'healthcheck',
          'entrypoint',
          'shm_size',
        ],
      ],
    }
    const file = recordOf(compose)
    expect(Object.keys(file).filter((key) => !known.top.includes(key))).toEqual([])
    const services = recordOf(file.services)
    for (const [name, service] of Object.entries(services)) {
      const { depends_on: needs = [], networks = [], volumes = [], ...rest } = recordOf(service)
      expect(
        Object.keys(rest).filter((key) => !known.service.includes(key)),
        name,
      ).toEqual([])
      for (const needed of namesIn(needs)) expect(services, name).toHaveProperty(needed)
      for (const network of namesIn(networks)) expect(recordOf(file.networks), name).toHaveProperty(network)
      for (const volume of namesIn(volumes)) {
        const [source = ''] = volume.split(':')
        if (source.startsWith('./')) expect(existsSync(`${folder}${source}`), source).toBe(true)
        else expect(recordOf(file.volumes), name).toHaveProperty(source)
      }
    }
    const { build } = recordOf(services['server-1'])
    expect(existsSync(`${folder}${String(recordOf(build).context)}/${String(recordOf(build).dockerfile)}`)).toBe(true)
  })

  it('are given settings that there are', () => {
    const server = recordOf(recordOf(recordOf(compose).services)['server-1'])
    const given = [
      ...Object.keys(recordOf(server.environment)),
      ...[...read('ceralacca.env.example').matchAll(/^#?([A-Z0-9_]+)=/gm)].map(([, name = '']) => name),
      ...[...`${dockerfile}\n${unit}`.matchAll(/(?:^ENV|^Environment=| )([A-Z_]+)=\S/gm)].map(([, name = '']) => name),
    ]
    const notOurs = ['NODE_ENV', 'SITE_ADDRESS', 'POSTGRES_PASSWORD']
    expect(given.length).toBeGreaterThan(15)
    expect(given.filter((name) => !(name in settingsTable) && !notOurs.includes(name))).toEqual([])
  })

  it('are stopped no sooner than the server is done, and may open as many connections as it takes', () => {
    const inFlightSeconds = 60
    expect(Math.min(...numbers(unit, /TimeoutStopSec=(\d+)/g))).toBeGreaterThan(inFlightSeconds)
    expect(Math.min(...numbers(read('compose.yaml'), /stop_grace_period: (\d+)s/g))).toBeGreaterThan(inFlightSeconds)
    expect(Math.min(...numbers(unit, /LimitNOFILE=(\d+)/g))).toBeGreaterThan(
      Number(settingsTable.MAX_CONNECTIONS.fallback),
    )
  })

  it('run without rights, on a root they cannot write to', () => {
    expect(dockerfile).toMatch(/^USER 1000:1000$/m)
    expect(dockerfile).toMatch(/^HEALTHCHECK /m)
    for (const line of ['NoNewPrivileges=yes', 'ProtectSystem=strict', 'CapabilityBoundingSet=', 'User=ceralacca'])
      expect(unit.split('\n')).toContain(line)
    const { read_only: isReadOnly, cap_drop: dropped } = recordOf(recordOf(recordOf(compose).services)['server-1'])
    expect({ isReadOnly, dropped }).toEqual({ isReadOnly: true, dropped: ['ALL'] })
  })
})

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

/** Names as a list or as the keys of a table. */
const namesIn = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : Object.keys(recordOf(value)))
