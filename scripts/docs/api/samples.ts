// One call as a request by curl, by the typed client and by PHP.
import type { Call, Parameter } from './document.ts'

export interface Sample {
  call: Call
  /** Parameters with a value each. */
  values: readonly { parameter: Parameter; value: unknown }[]
  body?: unknown
  file?: { contentType: string }
  basic: boolean
  open: boolean
}

/** The path with its values and query. */
function targetOf({ call, values }: Sample, write: (name: string, value: unknown) => string): string {
  const path = values
    .filter(({ parameter }) => parameter.in === 'path')
    .reduce((text, { parameter: { name }, value }) => text.replace(`{${name}}`, write(name, value)), call.path)
  const query = values
    .filter(({ parameter }) => parameter.in === 'query')
    .map(({ parameter: { name }, value }) => `${name}=${encodeURIComponent(String(value))}`)
  return query.length === 0 ? path : `${path}?${query.join('&')}`
}

/** By curl, in a shell. */
export function curlSample(sample: Sample): string {
  const target = targetOf(sample, (name, value) => (name === 'id' ? '$ID' : encodeURIComponent(String(value))))
  const { method } = sample.call
  const usual = sample.body === undefined && sample.file === undefined ? 'GET' : 'POST'
  const lines = [
    `curl "$URL${target}"`,
    ...(method === usual ? [] : [`-X ${method}`]),
    ...(sample.open ? [] : [sample.basic ? '-u "$EMAIL:$API_KEY"' : '-H "Authorization: Bearer $TOKEN"']),
    ...(sample.file === undefined ? [] : [`-H 'Content-Type: ${sample.file.contentType}'`, '--data-binary @file']),
    ...(sample.body === undefined
      ? []
      : [`-d '${JSON.stringify(sample.body, null, 2).replaceAll("'", String.raw`'\''`)}'`]),
  ]
  return lines.join(' \\\n  ')
}

/** By the typed client. */
export function clientSample(sample: Sample): string {
  const { operationId } = sample.call.operation
  const input = {
    ...Object.fromEntries(
      sample.values
        .filter(({ parameter }) => parameter.in !== 'header')
        .map(({ parameter, value }) => [parameter.name, value]),
    ),
    ...(typeof sample.body === 'object' ? sample.body : {}),
  }
  const members = literal(input, 0)
  const withFile =
    sample.file === undefined ? members : `{ ...${members}, file, contentType: '${sample.file.contentType}' }`
  const who = sample.open ? 'baseUrl' : sample.basic ? 'baseUrl, account: { email, apiKey }' : 'baseUrl, token'
  return [
    "import { ceralacca } from 'ceralacca/client'",
    '',
    `const client = ceralacca({ ${who} })`,
    `const answer = await client.${operationId}(${withFile === '{}' ? '' : withFile})`,
    'if (answer.ok) console.log(answer.data)',
    'else console.error(answer.number, answer.message)',
  ].join('\n')
}

/** By PHP, with its curl extension. */
export function phpSample(sample: Sample): string {
  const target = targetOf(sample, (name, value) => (name === 'id' ? '$id' : encodeURIComponent(String(value))))
  const sent =
    sample.file === undefined ? ['Content-Type: application/json'] : [`Content-Type: ${sample.file.contentType}`]
  const who = sample.open || sample.basic ? [] : ['Authorization: Bearer $token']
  const hasBody = sample.body !== undefined || sample.file !== undefined
  const headers = [...who, ...(hasBody ? sent : [])].map((header) => `"${header}"`)
  return [
    `$request = curl_init("$url${target}");`,
    'curl_setopt_array($request, [',
    `    CURLOPT_CUSTOMREQUEST => '${sample.call.method}',`,
    '    CURLOPT_RETURNTRANSFER => true,',
    ...(sample.basic ? ['    CURLOPT_USERPWD => "$email:$apiKey",'] : []),
    ...(headers.length === 0 ? [] : [`    CURLOPT_HTTPHEADER => [${headers.join(', ')}],`]),
    ...(sample.file === undefined ? [] : ['    CURLOPT_POSTFIELDS => $file,']),
    ...(sample.body === undefined ? [] : [`    CURLOPT_POSTFIELDS => json_encode(${phpLiteral(sample.body, 1)}),`]),
    ']);',
    '$answer = json_decode(curl_exec($request), true);',
  ].join('\n')
}

function literal(value: unknown, depth: number): string {
  return JSON.stringify(value, null, 2)
    .replaceAll(/^(\s*)"([A-Za-z_]\w*)":/gm, '$1$2:')
    .replaceAll('\n', `\n${'  '.repeat(depth)}`)
}

function phpLiteral(value: unknown, depth: number): string {
  if (typeof value === 'string') return `'${value.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const isList = Array.isArray(value)
  const items = Object.entries(value).map(
    ([name, item]) => (isList ? '' : `'${name}' => `) + phpLiteral(item, depth + 1),
  )
  if (items.length === 0) return isList ? '[]' : 'new stdClass()'
  const margin = '    '.repeat(depth + 1)
  return `[\n${items.map((item) => `${margin}${item},\n`).join('')}${'    '.repeat(depth)}]`
}
