import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { DeploymentCheck } from '../../../cli/deployment/check';
import { checkDeployment } from '../../../cli/deployment/check';

/** A deployment without mistakes: two functions with one template, every kind of trigger and variable. */
export const VALID = `edition: 3.0.0
name: fleet
access: \${env('ACCESS', 'default')}
vars:
  region: \${env('REGION', 'cn-hangzhou')}
  prefix: fleet
  seconds: 60
template:
  function:
    region: \${vars.region}
    runtime: nodejs20
    cpu: 0.35
    memorySize: 512
    diskSize: 512
    role: fleet-fc
    logConfig: auto
    asyncInvokeConfig:
      maxAsyncEventAgeInSeconds: 3600
      destinationConfig:
        onFailure:
          destination: acs:mns:\${vars.region}:123456789012:/queues/dead-letters/messages
    concurrencyConfig:
      reservedConcurrency: 1
actions:
  pre-deploy:
    - run: npm run build
      path: ./
resources:
  stopper:
    component: fc3
    extend:
      name: function
    props:
      functionName: \${vars.prefix}-stopper
      code: ./code/stopper
      handler: index.handler
      timeout: \${vars.seconds}
      environmentVariables:
        DRY_RUN: 'true'
        LEVEL: info
      triggers:
        - triggerName: evening
          triggerType: timer
          triggerConfig:
            cronExpression: 'CRON_TZ=Asia/Shanghai 0 30 19 ? * MON-FRI'
            enable: true
            payload: '{"dryRun": true}'
  listener:
    component: fc3@0.1.22
    extend:
      name: function
      ignore: [diskSize]
    props:
      functionName: \${vars.prefix}-listener
      code: ./code/listener
      handler: index.handle
      timeout: 30
      diskSize: 10240
      environmentVariables:
        DRY_RUN: 'false'
      triggers:
        - triggerName: maintenance
          triggerType: eventbridge
          triggerConfig:
            triggerEnable: true
            asyncInvocationType: false
            eventRuleFilterPattern: '{"source": ["acs.ecs"]}'
            eventSourceConfig: { eventSourceType: Default, eventSourceParameters: {} }
            eventSinkConfig: { deliveryOption: { mode: event-driven, eventSchema: CloudEvents } }
            runOptions: { mode: event-driven }
        - triggerName: web
          triggerType: http
          triggerConfig: { authType: function, methods: [POST] }
`;

/** A directory with an s.yaml and the code it names. */
export class DeploymentFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'deployment-'));
  readonly file = join(this.path, 's.yaml');

  constructor() {
    this.write('code/stopper/index.js', 'module.exports.handler = async () => "done";');
    this.write('code/listener/index.mjs', 'export const handle = async () => "done";');
  }

  write(path: string, content: string): string {
    const target = join(this.path, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content);
    return target;
  }

  /** Checks this text as the folder's s.yaml. */
  check(yaml: string, environment: Record<string, string> = {}): Promise<DeploymentCheck> {
    this.write('s.yaml', yaml);
    return checkDeployment(this.file, { environment });
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
