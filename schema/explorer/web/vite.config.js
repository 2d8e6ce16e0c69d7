import { defineConfig } from 'vite';

// GraphiQL's sheet carries its fonts inside itself, which our policy (font-src 'self') refuses. Text is set in the machine's own fonts; the
// one font that icons need comes from monaco-editor as a file (src/style.css).
const withoutInlinedFonts = {
  name: 'without-inlined-fonts',
  enforce: 'pre',
  transform(code, id) {
    return /\.css(\?|$)/.test(id) ? { code: code.replace(/@font-face\s*\{[^}]*url\(["']?data:[^}]*\}/g, ''), map: null } : null;
  },
};

export default defineConfig({
  base: '/explorer/',
  plugins: [withoutInlinedFonts],
  oxc: { jsx: { runtime: 'automatic' } },
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    // A file is a file: nothing is carried as data: inside another, and no script stands in the page.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 6000,
    reportCompressedSize: false,
    rolldownOptions: {
      // Libraries mark files for servers that render; here everything runs in the browser.
      onLog: (level, log, pass) => log.code === 'MODULE_LEVEL_DIRECTIVE' || pass(level, log),
    },
  },
});
