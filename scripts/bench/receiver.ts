// A receiver of callbacks for the benchmarks: `answers` at once, or `hangs` for good. It prints its address.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const hangs = process.argv[2] === 'hangs'
const server = createServer((request, response) => {
  request.resume()
  if (!hangs) request.on('end', () => response.end('ok'))
})
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}/\n`)
})
