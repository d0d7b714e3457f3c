import { automation } from '../../../functions/instance-schedule';
import { schemas } from '../../../functions/instance-schedule/config';
import { readSettings } from '../../../shared/runtime/config';
import { OFFICE_HOURS } from './story';

/** What the function may call with a configuration. */
function operationsWith(own: object): readonly string[] {
  const { read, write } = automation.operations(readSettings({ 'instance-schedule': own }, schemas).own);
  return [...read, ...write];
}

const FALLBACK = { fallbackTypes: ['ecs.c6.large'] };

test.each<[string, object, string]>([
  [
    'a schedule with fallback types',
    { schedules: { a: { ...OFFICE_HOURS, ...FALLBACK } } },
    'ModifyInstanceSpec',
  ],
  ['fallback types for schedules in tags', { inline: FALLBACK }, 'ModifyInstanceSpec'],
  ['prices that are asked for', { savings: { askForPrices: true } }, 'DescribePrice'],
])('%s need a permission that nothing else needs', (_, own, operation) => {
  expect(operationsWith(own)).toContain(operation);
  expect(operationsWith({ schedules: { a: OFFICE_HOURS } })).not.toContain(operation);
});
