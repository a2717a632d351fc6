// The thread in which messages are taken apart, so that the event loop never does it.
import { parentPort } from 'node:worker_threads'
import { readMessage } from './read-message.ts'
import type { ReadMessage } from './read-message.ts'

const port = parentPort
port?.on('message', (bytes: Uint8Array) => {
  const { signed, ...read } = readMessage(bytes)
  // Parts of the message share its buffer: moved as they are, all of it would go with each.
  const own = signed && { ...signed, content: new Uint8Array(signed.content), cms: new Uint8Array(signed.cms) }
  const answer: ReadMessage = { ...read, ...(own === undefined ? {} : { signed: own }) }
  port.postMessage(answer, own === undefined ? [] : [own.content.buffer, own.cms.buffer])
})
