// Screenshots of pages: node dev/shots.mjs OUT BASE name=path … ; SCHEMES=light,dark WIDTHS=1440,390 AXE=1
import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

const [out, base, ...pages] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
const axe = process.env.AXE
  ? readFileSync(new URL('../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8')
  : null;
for (const scheme of (process.env.SCHEMES ?? 'light').split(',')) {
  for (const width of (process.env.WIDTHS ?? '1440').split(',').map(Number)) {
    const context = await browser.newContext({
      viewport: { width, height: width < 600 ? 844 : 900 },
      colorScheme: scheme,
      reducedMotion: 'reduce',
    });
    for (const spec of pages) {
      const [name, path, ...acts] = spec
        .split('=')
        .flatMap((p, i) => (i === 0 ? [p] : [spec.slice(spec.indexOf('=') + 1)]))
        .slice(0, 2)
        .flatMap((p) => p.split(' ;; '));
      const page = await context.newPage();
      page.on('pageerror', (e) => console.log(`${name}: page error: ${e.message}`));
      page.on(
        'console',
        (m) => m.type() === 'error' && console.log(`${name}: console: ${m.text().slice(0, 300)}`),
      );
      await page.goto(`${base}/#${path}`);
      await page
        .waitForSelector('[data-testid=title], .state', { timeout: 15_000 })
        .catch(() => console.log(`${name}: no title`));
      await page
        .waitForFunction(() => !document.querySelector('[aria-busy=true]'), { timeout: 5000 })
        .catch(() => console.log(`${name}: still busy`));
      await page.waitForTimeout(250);
      for (const act of acts) {
        const [kind, ...rest] = act.split(':');
        const what = rest.join(':');
        if (kind === 'key') await page.keyboard.press(what);
        else if (kind === 'type') await page.keyboard.type(what);
        else if (kind === 'click') await page.locator(what).first().click();
        else if (kind === 'hover') await page.locator(what).first().hover();
        await page.waitForTimeout(350);
      }
      const tall = await page.evaluate(() => document.querySelector('.page')?.scrollHeight ?? 900);
      if (process.env.FULL)
        await page.setViewportSize({ width, height: Math.min(4000, Math.max(900, tall + 60)) });
      await page.waitForTimeout(100);
      const wide = await page.evaluate(
        () =>
          document.querySelector('.main').scrollWidth - document.querySelector('.main').clientWidth,
      );
      if (wide > 0) console.log(`${name}@${width}: scrolls sideways by ${wide}`);
      await page.screenshot({ path: `${out}/${name}-${width}-${scheme}.png` });
      if (axe) {
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() => globalThis.axe.run());
        for (const v of violations) {
          console.log(
            `${name}@${width} ${scheme}: axe ${v.id} (${v.nodes.length}): ${v.help}\n    ${v.nodes
              .slice(0, 3)
              .map((n) => `${n.html.slice(0, 140)} ${n.any[0]?.message?.slice(0, 140) ?? ''}`)
              .join('\n    ')}`,
          );
        }
      }
      await page.close();
    }
    await context.close();
  }
}
await browser.close();
