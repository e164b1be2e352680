import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

// The shopper's pages are made on the server; these scripts and styles improve them. The server finds their hashed names
// in the manifest.
export default defineConfig({
  base: '/web/shop/',
  build: {
    outDir: fileURLToPath(new URL('../dist/shop', import.meta.url)),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    manifest: 'manifest.json',
    modulePreload: false,
    // Older web views inside chat apps.
    target: ['es2019', 'chrome79', 'safari13'],
    rollupOptions: {
      input: {
        shop: fileURLToPath(new URL('shop/shop.ts', import.meta.url)),
        worker: fileURLToPath(new URL('shop/worker.ts', import.meta.url)),
      },
    },
  },
})
