import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Command } from 'commander';
import type { Emulator } from '../../emulator';
import { groupBy } from '../../shared/core/batch';
import type { Report } from '../../shared/core/report';
import { reportsHtml } from '../../shared/report/html';
import { reportText } from '../../shared/report/text';
import { openStage } from '../demo/stage';
import type { ExitCode, Terminal } from '../output';
import { EXIT } from '../output';
import { projectRoot } from '../project';

interface Scene {
  readonly title: string;
  readonly now: string;
  readonly real: boolean;
}

const SCENES: readonly Scene[] = [
  { title: 'Friday, 20:00 in Shanghai: what would be done', now: '2026-11-20T20:00:00+08:00', real: false },
  { title: 'The same evening, for real', now: '2026-11-20T20:10:00+08:00', real: true },
  {
    title: 'An hour and a half later: the limit on stops within an hour lets the rest through',
    now: '2026-11-20T21:40:00+08:00',
    real: true,
  },
  { title: 'The next tick finds nothing left to do', now: '2026-11-20T21:50:00+08:00', real: true },
  {
    title: 'Sunday, 22:05: the batch machines start, but a zone is sold out',
    now: '2026-11-22T22:05:00+08:00',
    real: true,
  },
  { title: 'Monday, 09:05: back to work', now: '2026-11-23T09:05:00+08:00', real: true },
];

const RULE = '='.repeat(80);

/** Instances shown of each group; the page has them all. */
const LISTED = 3;

/** Adds `demo`, which is what `npm start` runs. */
export function addDemoCommand(program: Command, terminal: Terminal, exit: (code: ExitCode) => void): void {
  program
    .command('demo')
    .description('see it work without an account: a week-end of a made-up company in the emulator')
    .option('--json', 'print the reports as JSON')
    .addHelpText('after', '\nExample:\n  autopilot demo')
    .action(async (options: { json?: boolean }) => {
      const reports = await play(options.json === true ? () => undefined : terminal.out);
      if (options.json === true) terminal.out(`${JSON.stringify(reports, null, 2)}\n`);
      exit(EXIT.done);
    });
}

async function play(say: (text: string) => void): Promise<Report[]> {
  const root = projectRoot();
  const output = join(root, 'output', 'demo');
  const stage = await openStage('instance-schedule', output, SCENES[0]?.now ?? '');
  try {
    say(
      `An emulator of Alibaba Cloud ECS is running at ${stage.emulator.endpoint}. Nothing leaves this machine.\n`,
    );
    say(fleetText('The fleet of a made-up company', stage.emulator));
    const reports: Report[] = [];
    for (const [index, scene] of SCENES.entries()) {
      const report = await stage.fire(scene.now, scene.real);
      reports.push(report);
      say(`\n${RULE}\n${index + 1}. ${scene.title}\n\n${reportText(report, { listed: LISTED })}`);
    }
    say(`\n${RULE}\n${fleetText('The fleet afterwards, as the emulator sees it', stage.emulator)}`);
    say(callsText(stage.emulator));
    const page = join(output, 'report.html');
    writeFileSync(page, reportsHtml('ecs-autopilot demonstration', reports));
    writeFileSync(join(output, 'reports.json'), `${JSON.stringify(reports, null, 2)}\n`);
    say(nextSteps(relative(root, page)));
    return reports;
  } finally {
    await stage.close();
  }
}

function fleetText(title: string, emulator: Emulator): string {
  const lines = emulator.state().regions.map(({ region, instances, byStatus }) => {
    const counts = Object.entries(byStatus).filter(([, count]) => count > 0);
    const text = counts.map(([status, count]) => `${count} ${status}`).join(', ');
    return `  ${region.padEnd(16)} ${String(instances).padStart(3)} instances: ${text}\n`;
  });
  return `\n${title}\n${lines.join('')}`;
}

function callsText(emulator: Emulator): string {
  const calls = [...groupBy(emulator.journal(), ({ operation }) => operation ?? 'unknown')];
  return `\nAPI calls made: ${calls.map(([operation, entries]) => `${entries.length} ${operation}`).join(', ')}\n`;
}

function nextSteps(page: string): string {
  return `
The same as a page for people: ${page}

What next
  npm run -s autopilot -- schedule explain office-hours     when would it start and stop?
  npm run -s autopilot -- plan instance-schedule            what would it do in your account? Read rights are enough
  npm run -s autopilot -- --help                            everything else
The README says how to point it at a real account safely.
`;
}
