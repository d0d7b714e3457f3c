import { reportsHtml } from '../../../shared/report/html';
import { escapeHtml } from '../../../shared/report/printable';
import { instanceNamed } from '../../support/actions';
import { HOSTILE, hostileReport, outcome, reportWith, skip } from './reports';

/** Tags of a page in their order, with their attributes; text is left out. */
function tagsOf(page: string): string[] {
  return page.replace(/<style>[^]*?<\/style>/, '').match(/<[^>]*>/g) ?? [];
}

/** Text of a page as a reader sees it. */
function textOf(page: string): string {
  return page
    .replace(/<style>[^]*?<\/style>/, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
    .replace(/\s+/g, ' ');
}

test('a page as people read it', () => {
  const reason = 'start failed (no_stock): sold out';
  const page = reportsHtml('Friday', [
    reportWith([
      outcome(),
      outcome({ target: instanceNamed('i-bp2', { account: 'dev' }) }),
      outcome({ result: 'failed', severity: 'error', reason, requestIds: ['REQ-1'] }),
      skip(),
    ]),
    reportWith([], { mode: { real: false, because: ['DRY_RUN is "true", not "false"'] } }),
  ]);
  const text = textOf(page);
  expect(text).toContain('1 failed');
  expect(text).toContain('decided for 2026-11-20 12:00:00 UTC');
  expect(text).toContain('stop: done 2, rule office-hours');
  expect(text).toContain('web-01 i-bp1example cn-hangzhou i-bp2 dev cn-hangzhou');
  expect(text).toContain(reason);
  expect(text).toContain('request ID REQ-1');
  expect(text).toContain('1 already_stopped');
  expect(text).toContain('dry run DRY_RUN is "true", not "false"');
  expect(text).toContain('no resource is selected');
});

test('contents lead to their reports', () => {
  const page = reportsHtml('Runs', [reportWith([outcome()]), reportWith([])]);
  const links = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
  expect(links).toEqual(['run-1', 'run-2']);
  for (const id of links) expect(page).toContain(`id="${id ?? ''}"`);
});

test('tags are balanced', () => {
  const open: string[] = [];
  for (const tag of tagsOf(reportsHtml('x', [reportWith([outcome(), skip()])]))) {
    const name = /^<\/?([a-z0-9]+)/.exec(tag)?.[1];
    if (name === undefined || name === 'meta') continue;
    if (tag.startsWith('</')) expect(open.pop()).toBe(name);
    else open.push(name);
  }
  expect(open).toEqual([]);
});

test('hundreds of resources are folded', () => {
  const many = Array.from({ length: 200 }, (_, index) => outcome({ target: instanceNamed(`i-${index}`) }));
  expect(reportsHtml('x', [reportWith(many)])).toContain('<summary>200 resources</summary>');
});

describe('nothing is executed and nothing is loaded', () => {
  test('the page forbids it to itself', () => {
    const page = reportsHtml('x', []);
    expect(page).toContain(
      `content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"`,
    );
  });

  test.each(HOSTILE)('%j is text wherever it stands', (hostile) => {
    const page = reportsHtml(hostile, [hostileReport(hostile), hostileReport(hostile)]);
    const harmless = reportsHtml('harmless', [hostileReport('harmless'), hostileReport('harmless')]);
    const shape = (html: string): string[] => tagsOf(html).map((tag) => tag.replace(/ .*/s, '>'));
    expect(shape(page)).toEqual(shape(harmless));
    expect(page).not.toMatch(/<(script|img|iframe|link|object|embed|form|base)\b/i);
    for (const tag of tagsOf(page)) {
      expect(tag).not.toMatch(/\son\w+\s*=/i);
      expect(tag).not.toMatch(/(src|href|action)="(?!#run-\d+")/i);
    }
  });
});

test('escaping leaves nothing that ends a tag, an attribute or a character reference', () => {
  expect(escapeHtml(`<a href="x">'&</a>`)).toBe('&#60;a href=&#34;x&#34;&#62;&#39;&#38;&#60;/a&#62;');
  expect(escapeHtml('杭州 ü 😀')).toBe('杭州 ü 😀');
});
