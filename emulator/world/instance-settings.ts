/** What the platform does with an instance whose host has to be maintained. */
export const MAINTENANCE_ACTIONS = ['Stop', 'AutoRecover', 'AutoRedeploy'] as const;
export type MaintenanceAction = (typeof MAINTENANCE_ACTIONS)[number];

/** Hours of the day, in UTC+8, in which maintenance may be done: `02:00:00`. */
export interface MaintenanceWindow {
  readonly start: string;
  readonly end: string;
}

/** What can be set on an instance and is seldom changed: instances share these until one is changed. */
export interface InstanceSettings {
  /** Only of burstable types. */
  readonly credit: 'Standard' | 'Unlimited' | undefined;
  readonly userData: string;
  readonly jumboFrame: boolean;
  readonly networkEncryption: boolean;
  readonly recyclable: boolean;
  /** Access to the metadata service from inside the instance. */
  readonly metadata: {
    readonly endpoint: 'enabled' | 'disabled';
    readonly tokens: 'optional' | 'required';
    readonly hopLimit: number;
  };
  readonly privateDns: {
    readonly hostnameType: 'Custom' | 'IpBased' | 'InstanceIdBased';
    readonly ipRecord: boolean;
    readonly ipReverseRecord: boolean;
    readonly idRecord: boolean;
    readonly idRecordIpv6: boolean;
  };
  readonly spotInterruptionBehavior: 'Terminate' | 'Stop';
  /** Hours that a spot instance is safe from interruption. */
  readonly spotDurationHours: 0 | 1;
  /** Whether people log on as ecs-user instead of root. */
  readonly loginAsNonRoot: boolean;
  /** Whether it can be hibernated: set when it is created. */
  readonly hibernation: boolean;
  readonly ramRoleName: string;
  readonly maintenance: {
    readonly action: MaintenanceAction;
    /** Whether the owner is told before maintenance that interrupts the instance. */
    readonly notify: boolean;
    readonly windows: readonly MaintenanceWindow[];
  };
}

export const DEFAULT_SETTINGS: InstanceSettings = {
  credit: undefined,
  userData: '',
  jumboFrame: false,
  networkEncryption: false,
  recyclable: false,
  metadata: { endpoint: 'enabled', tokens: 'optional', hopLimit: 1 },
  privateDns: {
    hostnameType: 'Custom',
    ipRecord: false,
    ipReverseRecord: false,
    idRecord: false,
    idRecordIpv6: false,
  },
  spotInterruptionBehavior: 'Terminate',
  spotDurationHours: 1,
  loginAsNonRoot: false,
  hibernation: false,
  ramRoleName: '',
  maintenance: { action: 'AutoRecover', notify: false, windows: [] },
};
