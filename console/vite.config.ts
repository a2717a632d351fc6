// Bundles the console into static files, which the server serves at /console.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import type { HtmlTagDescriptor, Plugin } from 'vite'

/** What fewer pages share is loaded with them. */
const SHARED_BY_PAGES = 6

/** What is shorter takes one packet in any case. */
const A_PACKET_BYTES = 1_400

/** Puts the gzip of each script and style beside it: the server has it ready for whoever takes that. */
const packed: Plugin = {
  name: 'packed',
  apply: 'build',
  async writeBundle({ dir = '' }, bundle) {
    for (const file of Object.keys(bundle).map((name) => join(dir, name))) {
      const content = await readFile(file)
      const isWorthIt = /\.(?:js|css)$/.test(file) && content.length > A_PACKET_BYTES
      if (isWorthIt) await writeFile(`${file}.gz`, await promisify(gzip)(content, { level: 9 }))
    }
  },
}

/** Where people begin: it comes beside the frame, not after it has run. */
const firstPages = /[\\/]pages[\\/](?:sign-in[\\/]sign-in|mailboxes[\\/]list)\.tsx$/

/** Names the first pages in index.html. */
const ahead: Plugin = {
  name: 'ahead',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler(_html, { bundle = {} }) {
      const first = Object.values(bundle).filter((file) => file.type === 'chunk' && file.name === 'first')
      return first.map(({ fileName }): HtmlTagDescriptor => {
        const attrs = { rel: 'modulepreload', crossorigin: true, href: `/console/${fileName}` }
        return { tag: 'link', attrs, injectTo: 'head' }
      })
    },
  },
}

export default defineConfig({
  root: import.meta.dirname,
  base: '/console/',
  plugins: [react(), ahead, packed],
  // The sources of the client, so that it need not be compiled before.
  resolve: { alias: { '@ceralacca/client': fileURLToPath(new URL('../client/src/index.ts', import.meta.url)) } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // Files inlined as data would need exceptions in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // What is loaded first in two pieces, what many pages share in another: as it falls, it is thirty pieces of 1 kB.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'frame', tags: ['$initial'], priority: 3 },
            { name: 'first', test: firstPages, priority: 2 },
            { name: 'shared', minShareCount: SHARED_BY_PAGES, priority: 1 },
          ],
        },
      },
    },
    reportCompressedSize: false,
    // The frame, whose bound is that of its compressed size.
    chunkSizeWarningLimit: 1_000,
  },
})
