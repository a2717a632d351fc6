// Which Chromium the browser tests drive.
import { existsSync } from 'node:fs'

const usual = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** The path of a Chromium: what CHROMIUM names, else where systems install it. Throws where there is none. */
export function chromiumPath(): string {
  const found = findChromium()
  if (found === undefined) throw new Error('no Chromium: install one, or let CHROMIUM name it')
  return found
}

/** The same; undefined where there is none. */
export function findChromium(): string | undefined {
  const named = process.env['CHROMIUM']
  return (named === undefined ? usual : [named]).find((path) => existsSync(path))
}
