// Which server to call and with which token: from the environment, or from the sandbox's credentials file.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { UsageError } from './fields.ts'

export type Environment = Readonly<Record<string, string | undefined>>

export interface Server {
  baseUrl: string
  token?: string | undefined
  /** Where its e-mail and API key are known. */
  account?: { email: string; apiKey: string } | undefined
}

/** The token of each kind of caller: its variable, and its member in the file. */
const tokens = {
  account: ['CERALACCA_TOKEN', 'token'],
  operator: ['CERALACCA_OPERATOR_TOKEN', 'operatorToken'],
} as const

/** The server to call. Throws UsageError when its address or the token is not configured. */
export async function findServer(environment: Environment, caller: keyof typeof tokens | 'anybody'): Promise<Server> {
  const [variable, member] = tokens[caller === 'anybody' ? 'account' : caller]
  const given = { baseUrl: environment.CERALACCA_URL, token: environment[variable] }
  const sandbox = given.baseUrl && given.token ? {} : await sandboxFile(environment.DATA_DIR ?? './data')
  const baseUrl = given.baseUrl ?? textIn(sandbox, 'baseUrl')
  const token = given.token ?? textIn(sandbox, member)
  const email = environment.CERALACCA_EMAIL ?? textIn(sandbox, 'email')
  const apiKey = environment.CERALACCA_API_KEY ?? textIn(sandbox, 'apiKey')
  const account = email === undefined || apiKey === undefined ? undefined : { email, apiKey }
  const isEnough = token !== undefined || caller === 'anybody' || (caller === 'account' && account !== undefined)
  if (baseUrl !== undefined && isEnough) return checked({ baseUrl, token, account }, variable)
  throw new UsageError(`set CERALACCA_URL and ${variable}, or start the sandbox first`)
}

/** Throws UsageError for what no request can be made with; it names the variable and never its value. */
function checked(server: Server, variable: string): Server {
  const url = URL.canParse(server.baseUrl) ? new URL(server.baseUrl) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
    throw new UsageError('CERALACCA_URL must be an http or https address without credentials')
  if (server.token !== undefined && !/^[\x21-\x7e]+$/.test(server.token))
    throw new UsageError(`${variable} has characters that no token has`)
  return server
}

async function sandboxFile(folder: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(join(folder, 'sandbox.json'), 'utf8'))
  } catch {
    return undefined
  }
}

function textIn(value: unknown, name: string): string | undefined {
  const member: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
  return typeof member === 'string' ? member : undefined
}
