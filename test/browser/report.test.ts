import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reportsHtml } from '../../shared/report/html';
import { HOSTILE, hostileReport } from '../unit/report/reports';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  existsSync,
);

/** Skipped where there is no Chromium: `apt-get install chromium` (Debian) makes these run. */
const inChromium = CHROMIUM === undefined ? test.skip : test;
const where = CHROMIUM === undefined ? ' (skipped: Chromium is not installed)' : '';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'autopilot-page-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The document after it was loaded and its scripts, if any, had run. */
function loaded(page: string): string {
  const file = join(folder, 'page.html');
  writeFileSync(file, page);
  const profile = `--user-data-dir=${join(folder, 'profile')}`;
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', profile, '--dump-dom', `file://${file}`];
  return execFileSync(CHROMIUM ?? '', flags, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

inChromium(
  `in Chromium a script would be noticed, and hostile names execute nothing${where}`,
  () => {
    const executed = loaded('<title>x</title><script>document.title = "executed"</script>');
    expect(executed).toContain('<title>executed</title>');

    const reports = HOSTILE.map(hostileReport);
    const page = reportsHtml('untouched', reports);
    const withoutPolicy = page.replace(/<meta http-equiv[^>]*>/, '');
    for (const [html, elements] of [
      [page, 1],
      [withoutPolicy, 0],
    ] as const) {
      const dom = loaded(html);
      expect(dom).toContain('<title>untouched</title>');
      expect(dom.match(/<section/g)?.length).toBe(reports.length);
      expect(dom.match(/<meta http-equiv/g)?.length ?? 0).toBe(elements);
      expect(dom.match(/<svg/g)?.length).toBe(reports.length);
      expect(dom).not.toMatch(/<(script|img)\b/);
    }
  },
  60_000,
);
