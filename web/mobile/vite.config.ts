import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig, type Plugin } from 'vite'

/** Vant's style sheet has its icons in itself, and names a host of somebody else's for older browsers: nothing is fetched
 * from elsewhere. */
const withoutForeignFonts: Plugin = {
  name: 'without-foreign-fonts',
  enforce: 'pre',
  transform: (code, id) =>
    id.includes('vant') && id.endsWith('.css')
      ? code.replace(/,\s*url\((?:https?:)?\/\/at\.alicdn\.com[^)]*\)\s*format\([^)]*\)/g, '')
      : null,
}

// The seller's workbench: pages under /seller/, its files under /web/seller/ (api/web.py serves both).
export default defineConfig({
  plugins: [vue(), withoutForeignFonts],
  base: '/web/seller/',
  build: {
    outDir: fileURLToPath(new URL('../dist/seller', import.meta.url)),
    emptyOutDir: true,
    // The content policy lets no picture or font stand in a file of another kind.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    target: 'es2022',
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8000', '/s': 'http://127.0.0.1:8000', '/media': 'http://127.0.0.1:8000' } },
})
