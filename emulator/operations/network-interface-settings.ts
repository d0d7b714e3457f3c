import { choice, flag, integer, record } from '../api/parameters';
import type { Parameter, Values } from '../api/parameters';
import { invalidParameter } from '../errors';
import { TRAFFIC_MODES } from '../world/network-interface';
import type { ConnectionTracking, NetworkInterface } from '../world/network-interface';
import { conflictingParameters } from './network-interface-errors';
import { description, resourceName } from './texts';

/** One of a few numbers. */
function oneOf(numbers: readonly number[]): Parameter<number | undefined> {
  const any = integer(0, Number.MAX_SAFE_INTEGER);
  return {
    ...any,
    read(bag, name) {
      const value = any.read(bag, name);
      if (value === undefined || numbers.includes(value)) return value;
      throw invalidParameter(name, `one of ${numbers.join(', ')}`);
    },
  };
}

const CONNECTION_TRACKING = record({
  TcpEstablishedTimeout: oneOf([30, 60, 80, 100, 200, 300, 500, 700, 910]),
  TcpClosedAndTimeWaitTimeout: integer(3, 15),
  UdpTimeout: oneOf([10, 20, 30, 60, 80, 100]),
});

const QUEUES = integer(1, 2048);
const TRAFFIC_MODE = choice(TRAFFIC_MODES);

/** What can be said of an interface when it is made and when it is modified. */
export const INTERFACE_SETTINGS = {
  NetworkInterfaceName: resourceName(() =>
    invalidParameter('NetworkInterfaceName', '2 to 128 letters, digits, and : _ . -, a letter first'),
  ),
  Description: description(() =>
    invalidParameter('Description', '2 to 256 characters, not beginning with http:// or https://'),
  ),
  DeleteOnRelease: flag(),
  SourceDestCheck: flag(),
  QueueNumber: QUEUES,
  NetworkInterfaceTrafficConfig: record({
    NetworkInterfaceTrafficMode: TRAFFIC_MODE,
    QueueNumber: QUEUES,
    QueuePairNumber: QUEUES,
  }),
  ConnectionTrackingConfiguration: CONNECTION_TRACKING,
} as const;

/** What a new interface can have beside its traffic configuration, as an older way to say it. */
export const CREATION_SETTINGS = {
  ...INTERFACE_SETTINGS,
  QueuePairNumber: QUEUES,
  NetworkInterfaceTrafficMode: TRAFFIC_MODE,
} as const;

/** Parameters that are not open to the public, or that nothing of the emulator would follow from. */
export const REFUSED_SETTINGS = [
  ...['EnablePrimaryIPv6', 'EnhancedNetwork', 'RxQueueSize', 'TxQueueSize'],
  ...['NetworkInterfaceTrafficConfig.RxQueueSize', 'NetworkInterfaceTrafficConfig.TxQueueSize'],
] as const;

type Settings = Values<typeof INTERFACE_SETTINGS> & Partial<Values<typeof CREATION_SETTINGS>>;

/** What is said in one of two ways, but not in both. */
function once<T>(
  name: 'QueueNumber' | 'QueuePairNumber' | 'NetworkInterfaceTrafficMode',
  left: T | undefined,
  right: T | undefined,
): T | undefined {
  if (left !== undefined && right !== undefined) {
    throw conflictingParameters(name, `NetworkInterfaceTrafficConfig.${name}`);
  }
  return left ?? right;
}

function trackingOf(
  wanted: Settings['ConnectionTrackingConfiguration'],
  now: ConnectionTracking,
): ConnectionTracking {
  return {
    tcpEstablished: wanted.TcpEstablishedTimeout ?? now.tcpEstablished,
    tcpClosedAndTimeWait: wanted.TcpClosedAndTimeWaitTimeout ?? now.tcpClosedAndTimeWait,
    udp: wanted.UdpTimeout ?? now.udp,
  };
}

type Setting =
  | 'name'
  | 'description'
  | 'deleteOnRelease'
  | 'sourceDestCheck'
  | 'queueNumber'
  | 'queuePairNumber'
  | 'trafficMode'
  | 'connectionTracking';

/** The settings of an interface after a request; what it does not mention stays. */
export function settingsAfter(
  settings: Settings,
  now: Pick<NetworkInterface, Setting>,
): Pick<NetworkInterface, Setting> {
  const traffic = settings.NetworkInterfaceTrafficConfig;
  const { QueueNumber, QueuePairNumber, NetworkInterfaceTrafficMode } = settings;
  return {
    name: settings.NetworkInterfaceName ?? now.name,
    description: settings.Description ?? now.description,
    deleteOnRelease: settings.DeleteOnRelease ?? now.deleteOnRelease,
    sourceDestCheck: settings.SourceDestCheck ?? now.sourceDestCheck,
    queueNumber: once('QueueNumber', QueueNumber, traffic.QueueNumber) ?? now.queueNumber,
    queuePairNumber: once('QueuePairNumber', QueuePairNumber, traffic.QueuePairNumber) ?? now.queuePairNumber,
    trafficMode:
      once('NetworkInterfaceTrafficMode', NetworkInterfaceTrafficMode, traffic.NetworkInterfaceTrafficMode) ??
      now.trafficMode,
    connectionTracking: trackingOf(settings.ConnectionTrackingConfiguration, now.connectionTracking),
  };
}
