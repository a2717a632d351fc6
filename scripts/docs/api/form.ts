// The form on the page of a call that makes it. What it does stands in site/try.ts; nothing typed is kept anywhere.
import { escape } from '../html.ts'
import { askedOf } from './describe.ts'
import type { Call, Parameter, Resolve } from './document.ts'

/** A form for one call. */
export function formOf(call: Call, resolve: Resolve): string {
  const { parameters, body, auth } = askedOf(call, resolve)
  const { method, path, operation } = call
  const spends =
    /spends credit/.test(operation.summary + operation.description) || (auth === 'bearer' && method !== 'GET')
  return [
    `<section class="try"><h2 id="try-it">Try it</h2>`,
    `<form data-method="${method}" data-path="${escape(path)}" data-auth="${auth}" data-body="${escape(body?.contentType ?? '')}">`,
    '<p class="note">This makes the call at this very server. What you type stays in this page and is gone when you leave it.</p>',
    ...(spends
      ? ['<p class="note strong">It may change something or spend credit. In production it is no trial.</p>']
      : []),
    ...credentials(auth),
    ...parameters.map((parameter) => fieldOf(parameter)),
    ...(body === undefined ? [] : [bodyField(body)]),
    '<p><button type="submit">Send</button></p>',
    '<div class="answer" aria-live="polite"></div>',
    '</form></section>',
  ].join('\n')
}

const field = (label: string, input: string) => `<p class="field"><label>${label}\n${input}</label></p>`

function credentials(auth: 'bearer' | 'basic' | 'none'): string[] {
  const secret = 'type="password" autocomplete="off" spellcheck="false"'
  if (auth === 'none') return []
  if (auth === 'bearer') return [field('Token', `<input data-name="token" ${secret} required>`)]
  return [
    field('E-mail of the account', '<input data-name="email" type="text" autocomplete="off" required>'),
    field('API key', `<input data-name="key" ${secret} required>`),
  ]
}

function fieldOf({ name, in: place, required, schema }: Parameter): string {
  const hint = schema.default === undefined ? '' : ` placeholder="${escape(String(schema.default))}"`
  const input = `<input data-in="${place}" data-name="${escape(name)}" type="text" autocomplete="off"${required ? ' required' : ''}${hint}>`
  return field(`<code>${escape(name)}</code> <small>${place}${required ? '' : ', optional'}</small>`, input)
}

function bodyField({ sample, isFile }: { sample: string; isFile: boolean }): string {
  if (isFile) return field('File', '<input data-name="file" type="file" required>')
  const rows = Math.min(20, sample.split('\n').length + 1)
  return field('Body', `<textarea data-name="body" rows="${rows}" spellcheck="false">${escape(sample)}</textarea>`)
}
