import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const text = /\.(js|css|html|svg|json)$/;

/** Lays a .gz beside every text file of the build, so that the server never compresses them itself. */
function precompress(): Plugin {
  const walk = (folder: string) => {
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      if (statSync(path).isDirectory()) {
        walk(path);
      } else if (text.test(name) && statSync(path).size > 600) {
        writeFileSync(
          `${path}.gz`,
          gzipSync(readFileSync(path), { level: constants.Z_BEST_COMPRESSION }),
        );
      }
    }
  };
  return {
    name: 'noria-precompress',
    apply: 'build',
    writeBundle: (options) => {
      if (options.dir) walk(options.dir);
    },
  };
}

/** A made-up year of flights behind the same paths as the server, for work on the pages alone. */
function mock(): Plugin {
  return {
    name: 'noria-mock',
    apply: 'serve',
    async configureServer(server) {
      const { handler } = await import('./dev/mock/server.ts');
      server.middlewares.use(handler());
    },
  };
}

const backend = process.env.NORIA_URL ?? 'http://127.0.0.1:7600';
// The server takes changes from its own pages alone; while developing these stand for them.
const own = { target: backend, changeOrigin: true, headers: { Origin: backend } };

export default defineConfig({
  base: './',
  plugins: [react(), precompress(), ...(process.env.NORIA_MOCK ? [mock()] : [])],
  build: {
    outDir: 'dist',
    target: 'es2023',
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    assetsInlineLimit: 0,
  },
  server: {
    host: '127.0.0.1',
    proxy: process.env.NORIA_MOCK ? {} : { '/noria': own, '/deployments': own, '/predict': own },
  },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
});
