// Serves the built pages with the made-up year behind them: node dev/preview.mjs PORT
import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { createServer as vite } from 'vite';

const port = Number(process.argv[2] ?? 7601);
const loader = await vite({
  configFile: false,
  server: { middlewareMode: true, hmr: false, watch: null },
  appType: 'custom',
  optimizeDeps: { noDiscovery: true },
});
const { handler } = await loader.ssrLoadModule('/dev/mock/server.ts');
const answer = handler();
const types = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.html': 'text/html',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};
createServer((request, response) => {
  answer(request, response, () => {
    const path = new URL(request.url, 'http://x').pathname;
    const file = join('dist', path === '/' ? 'index.html' : path);
    if (!existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'Content-Type': types[extname(file)] ?? 'application/octet-stream' });
    createReadStream(file).pipe(response);
  });
}).listen(port, '127.0.0.1', () => console.log(`http://127.0.0.1:${port}`));
