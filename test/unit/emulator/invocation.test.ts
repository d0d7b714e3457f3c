import { overallRecordStatus, overallStatus } from '../../../emulator/world/invocation';
import type { Invocation, InvocationStatus } from '../../../emulator/world/invocation';

function invocation(...statuses: readonly InvocationStatus[]): Invocation {
  return { targets: statuses.map((status) => ({ current: { status } })) } as unknown as Invocation;
}

/** https://help.aliyun.com/document_detail/64840.html */
test.each<[readonly InvocationStatus[], string, string]>([
  [['Success'], 'Success', 'Finished'],
  [['Failed'], 'Failed', 'Finished'],
  [['Timeout'], 'Failed', 'Failed'],
  [['Cancelled'], 'Stopped', 'Stopped'],
  [['Success', 'Pending', 'Running'], 'Pending', 'Running'],
  [['Success', 'Scheduled', 'Running'], 'Scheduled', 'Running'],
  [['Failed', 'Running', 'Stopping'], 'Running', 'Running'],
  [['Stopping', 'Success'], 'Stopping', 'Stopping'],
  [['Success', 'Terminated'], 'Success', 'Finished'],
  [['Cancelled', 'Terminated'], 'Stopped', 'Stopped'],
  [['Aborted', 'Terminated'], 'Failed', 'PartialFailed'],
  [['Invalid', 'Aborted', 'Error'], 'Failed', 'Failed'],
  [['Success', 'Aborted'], 'PartialFailed', 'PartialFailed'],
  [['Success', 'Failed'], 'PartialFailed', 'Finished'],
  [['Success', 'Failed', 'Cancelled'], 'PartialFailed', 'Finished'],
])('%j together are %s, in the older words %s', (statuses, newer, older) => {
  expect(overallStatus(invocation(...statuses))).toBe(newer);
  expect(overallRecordStatus(invocation(...statuses))).toBe(older);
});
