/** A fetch that says how much of the body was sent, which the platform's does not. */
export function fetchWithProgress(onProgress: (share: number) => void): typeof fetch {
  return (input, init = {}) =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest()
      request.open(init.method ?? 'GET', input instanceof Request ? input.url : String(input))
      request.responseType = 'arraybuffer'
      for (const [name, value] of new Headers(init.headers)) request.setRequestHeader(name, value)
      request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 1 : loaded / total)
      request.onload = () => resolve(answerOf(request))
      request.onerror = () => reject(new TypeError('no answer'))
      request.onabort = () => reject(new DOMException('aborted', 'AbortError'))
      init.signal?.addEventListener('abort', () => request.abort(), { once: true })
      request.send(typeof init.body === 'string' ? init.body : null)
    })
}

function answerOf(request: XMLHttpRequest): Response {
  const { status } = request
  const lines = request.getAllResponseHeaders().trim().split(/\r?\n/)
  const headers = new Headers(
    lines.map((line): [string, string] => [line.split(':')[0] ?? '', line.replace(/^.*?:\s*/, '')]),
  )
  const answer: unknown = request.response
  return new Response(status === 204 || !(answer instanceof ArrayBuffer) ? null : answer, { status, headers })
}
