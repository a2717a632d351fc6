// Bundles the console into static files, which the server serves at /console.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import type { Plugin } from 'vite'

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

export default defineConfig({
  root: import.meta.dirname,
  base: '/console/',
  plugins: [react(), packed],
  // The sources of the client, so that it need not be compiled before.
  resolve: { alias: { '@ceralacca/client': fileURLToPath(new URL('../client/src/index.ts', import.meta.url)) } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // Files inlined as data would need exceptions in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
})
