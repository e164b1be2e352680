import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

// The brand's console: pages under /console/, its files under /web/console/ (api/web.py serves both).
export default defineConfig({
  plugins: [vue()],
  base: '/web/console/',
  build: {
    outDir: fileURLToPath(new URL('../dist/console', import.meta.url)),
    emptyOutDir: true,
    // The content policy lets no picture or font stand in a file of another kind.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    target: 'es2022',
    chunkSizeWarningLimit: 1200,
    rollupOptions: {
      output: {
        // Libraries change seldom, pages often: browsers keep the one when the other changes.
        manualChunks: (id) =>
          id.includes('node_modules/element-plus')
            ? 'element'
            : id.includes('node_modules/echarts') || id.includes('node_modules/zrender')
              ? 'echarts'
              : undefined,
      },
    },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8000', '/media': 'http://127.0.0.1:8000' } },
})
