// Serves the built pages: node dev/preview.mjs PORT, with the made-up year behind them; or with NORIA_URL, that server.
import { createReadStream, existsSync } from 'node:fs';
import { request as ask, createServer } from 'node:http';
import { extname, join } from 'node:path';

const port = Number(process.argv[2] ?? 7601);
const types = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.html': 'text/html',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

async function madeUp() {
  const { createServer: vite } = await import('vite');
  const loader = await vite({
    configFile: false,
    server: { middlewareMode: true, hmr: false, watch: null },
    appType: 'custom',
    optimizeDeps: { noDiscovery: true },
  });
  return (await loader.ssrLoadModule('/dev/mock/server.ts')).handler();
}

function passOn(to) {
  return (request, response, next) => {
    if (!/^\/(noria|deployments|predict|v2|at)/.test(request.url)) return next();
    const target = new URL(request.url, to);
    // As if the pages came from the server itself, which refuses what other origins send.
    const { origin, referer, ...headers } = request.headers;
    const up = ask(
      target,
      { method: request.method, headers: { ...headers, host: target.host } },
      (answer) => {
        response.writeHead(answer.statusCode, answer.headers);
        answer.pipe(response);
      },
    );
    up.on('error', () => response.destroy());
    response.on('close', () => up.destroy());
    request.pipe(up);
  };
}

const answer = process.env.NORIA_URL ? passOn(process.env.NORIA_URL) : await madeUp();
createServer((request, response) => {
  answer(request, response, () => {
    const path = new URL(request.url, 'http://x').pathname;
    const file = join('dist', path === '/' ? 'index.html' : path);
    if (!existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, {
      'Content-Type': types[extname(file)] ?? 'application/octet-stream',
    });
    createReadStream(file).pipe(response);
  });
}).listen(port, '127.0.0.1', () => console.log(`http://127.0.0.1:${port}`));
