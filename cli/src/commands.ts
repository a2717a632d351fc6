// Every client command: a call each, or the few of one errand.
import { readFile, writeFile } from 'node:fs/promises'
import type { CreateRegistryRequestInput, Operations, RegisterMailboxInput, Result } from '@ceralacca/client'

/** Where the server is, and who calls it. */
export interface Server {
  baseUrl: string
  token: string
}

/** What a command has to go by. */
export interface Given {
  client: Operations
  server: Server
  positionals: readonly string[]
  options: Readonly<Record<string, string | boolean | undefined>>
}

/** One command: how it is written, what it means, what it does. */
export interface Command {
  usage: string
  means: string
  run(given: Given): Promise<unknown>
}

/** The server said no, or nothing. */
export class CommandFailed extends Error {}
/** Written wrongly. */
export class UsageError extends Error {}

/** Command by its words. */
export const commands: Readonly<Record<string, Command>> = {
  'pec list': {
    usage: '[--skip N] [--limit N]',
    means: 'list mailboxes',
    run: async ({ client, options }) => dataOf(await client.listMailboxes(pageOf(options))),
  },
  'pec read': {
    usage: 'ID',
    means: 'read a mailbox',
    run: async ({ client, positionals }) => dataOf(await client.readMailbox({ id: argument(positionals, 0, 'ID') })),
  },
  'pec verify': {
    usage: 'ADDRESS',
    means: 'say whether an address is free',
    run: async ({ client, positionals }) =>
      dataOf(await client.verifyAddress({ pec: argument(positionals, 0, 'ADDRESS') })),
  },
  'pec create': {
    usage: 'FILE.json',
    means: 'register a mailbox from a file with the body of POST /pec',
    async run({ client, positionals }) {
      const body: RegisterMailboxInput = JSON.parse(await readFile(argument(positionals, 0, 'FILE.json'), 'utf8'))
      return dataOf(await client.registerMailbox(body))
    },
  },
  'pec form': {
    usage: 'ID FILE.pdf',
    means: 'download the activation form',
    run: async ({ client, positionals }) =>
      saved(positionals, dataOf(await client.downloadActivationForm({ id: argument(positionals, 0, 'ID') }))),
  },
  'pec activate': {
    usage: 'ID FILE.pdf…',
    means: 'hand in the signed form and the identity document',
    async run({ client, positionals }) {
      const [id = '', ...files] = positionals
      if (files.length === 0) throw new UsageError('ID FILE.pdf… is required')
      const documenti = await Promise.all(files.map((file) => readFile(file, 'base64')))
      return dataOf(await client.activateMailbox({ id, documenti }))
    },
  },
  'pec renew': {
    usage: 'ID [--anni N]',
    means: 'renew a mailbox; spends credit',
    run: async ({ client, positionals, options }) =>
      dataOf(await client.renewMailbox({ id: argument(positionals, 0, 'ID'), ...yearsOf(options) })),
  },
  'pec revoke': {
    usage: 'ID',
    means: 'revoke a mailbox',
    run: async ({ client, positionals }) => dataOf(await client.revokeMailbox({ id: argument(positionals, 0, 'ID') })),
  },
  'dominio check': {
    usage: 'DOMAIN',
    means: 'say whether a domain is certified; spends credit when it is',
    async run({ client, positionals }) {
      const dominio = argument(positionals, 0, 'DOMAIN')
      return { dominio, certified: dataOf(await client.checkDomain({ dominio })) !== undefined }
    },
  },
  'dominio list': {
    usage: '',
    means: 'list certified domains of your own',
    run: async ({ client }) => dataOf(await client.listCertifiedDomains()),
  },
  'dominio read': {
    usage: 'ID',
    means: 'read a domain',
    run: async ({ client, positionals }) =>
      dataOf(await client.readCertifiedDomain({ id: argument(positionals, 0, 'ID') })),
  },
  'dominio order': {
    usage: 'DOMAIN infocert|namirial [--anni N]',
    means: 'order the certification of a domain for one mailbox; spends credit',
    async run({ client, positionals, options }) {
      const [dominio, fornitore] = [argument(positionals, 0, 'DOMAIN'), argument(positionals, 1, 'infocert|namirial')]
      if (fornitore !== 'infocert' && fornitore !== 'namirial') throw new UsageError('infocert or namirial is required')
      return dataOf(await client.orderCertifiedDomain({ dominio, fornitore, ...yearsOf(options) }))
    },
  },
  'dominio checks': {
    usage: 'ID',
    means: 'say what is published for a domain, and what should be',
    run: ({ server, positionals }) =>
      ownCall(server, 'GET', `/v1/dominio/${encodeURIComponent(argument(positionals, 0, 'ID'))}/checks`),
  },
  'dominio renew': {
    usage: 'ID [--anni N]',
    means: 'renew a domain; spends credit',
    run: async ({ client, positionals, options }) =>
      dataOf(await client.renewCertifiedDomain({ id: argument(positionals, 0, 'ID'), ...yearsOf(options) })),
  },
  'dominio revoke': {
    usage: 'ID',
    means: 'revoke a domain and its mailboxes',
    run: async ({ client, positionals }) =>
      dataOf(await client.revokeCertifiedDomain({ id: argument(positionals, 0, 'ID') })),
  },
  'comunica list': {
    usage: '',
    means: 'list requests to the Business Register',
    run: async ({ client }) => dataOf(await client.listRegistryRequests()),
  },
  'comunica read': {
    usage: 'ID',
    means: 'read a request',
    run: async ({ client, positionals }) =>
      dataOf(await client.readRegistryRequest({ id: argument(positionals, 0, 'ID') })),
  },
  'comunica create': {
    usage: 'FILE.json',
    means: 'ask from a file with the body of POST /comunica_pec; spends credit',
    async run({ client, positionals }) {
      const file = argument(positionals, 0, 'FILE.json')
      const body: CreateRegistryRequestInput = JSON.parse(await readFile(file, 'utf8'))
      return dataOf(await client.createRegistryRequest(body))
    },
  },
  'comunica form': {
    usage: 'ID FILE.pdf',
    means: 'download the power of attorney to sign',
    run: async ({ client, positionals }) =>
      saved(positionals, dataOf(await client.downloadPowerOfAttorney({ id: argument(positionals, 0, 'ID') }))),
  },
  'comunica sign': {
    usage: 'ID FILE.p7m',
    means: 'hand in the signed power of attorney',
    async run({ client, positionals }) {
      const [id, file] = [argument(positionals, 0, 'ID'), argument(positionals, 1, 'FILE.p7m')]
      return dataOf(await client.signRegistryRequest({ id, documenti: await readFile(file, 'base64') }))
    },
  },
  'comunica report': {
    usage: 'ID',
    means: 'say what was found in what was handed in',
    run: ({ server, positionals }) =>
      ownCall(server, 'GET', `/v1/comunica_pec/${encodeURIComponent(argument(positionals, 0, 'ID'))}/verifica`),
  },
  clock: {
    usage: '',
    means: "read the sandbox's clock",
    run: ({ server }) => ownCall(server, 'GET', '/v1/sandbox/clock'),
  },
  'clock advance': {
    usage: 'P30D',
    means: "move the sandbox's clock forward",
    run: ({ server, positionals }) =>
      ownCall(server, 'POST', '/v1/sandbox/clock', { advance: argument(positionals, 0, 'a duration such as P30D') }),
  },
}

function dataOf<T>(result: Result<T>): T {
  if (result.ok) return result.data
  throw new CommandFailed(`refused with ${result.number} (HTTP ${result.status}): ${result.message}`)
}

async function ownCall({ baseUrl, token }: Server, method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(baseUrl + path, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const envelope = asEnvelope(await response.json())
  if (envelope.success) return envelope.data
  throw new CommandFailed(`refused with ${envelope.error} (HTTP ${response.status}): ${envelope.message}`)
}

function argument(positionals: readonly string[], at: number, name: string): string {
  const value = positionals[at]
  if (value === undefined) throw new UsageError(`${name} is required`)
  return value
}

function pageOf({ skip, limit }: Given['options']): { skip?: number; limit?: number } {
  return {
    ...(skip === undefined ? {} : { skip: Number(skip) }),
    ...(limit === undefined ? {} : { limit: Number(limit) }),
  }
}

function asEnvelope(value: unknown): { data: unknown; success: boolean; message: unknown; error: unknown } {
  if (typeof value !== 'object' || value === null) throw new CommandFailed('the server gave no envelope')
  const member = (name: string): unknown => Reflect.get(value, name)
  return {
    data: member('data'),
    success: member('success') === true,
    message: member('message'),
    error: member('error'),
  }
}

async function saved(positionals: readonly string[], bytes: Uint8Array): Promise<{ file: string; bytes: number }> {
  const file = argument(positionals, 1, 'FILE.pdf')
  await writeFile(file, bytes)
  return { file, bytes: bytes.length }
}

const yearsOf = ({ anni }: Given['options']) => (anni === undefined ? {} : { anni: Number(anni) })
