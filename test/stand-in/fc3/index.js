const { dirname, resolve } = require('node:path');
const schema = require('./schema.json');

/**
 * What `s` needs of the component fc3 for `s verify` and `s RESOURCE local invoke`, without network and docker: the
 * schema of its properties, and a run of the handler with a Buffer and an FC context in this process.
 */
class Fc3StandIn {
  getSchema() {
    return JSON.stringify(schema);
  }

  async local({ props, args, yaml }) {
    const [file, exported] = props.handler.split('.');
    const module = require(resolve(dirname(yaml.path), props.code, `${file}.js`));
    Object.assign(process.env, props.environmentVariables, { FC_FUNCTION_NAME: props.functionName });
    const context = {
      requestId: 'local-1',
      ...credentialsOf(process.env),
      function: {
        name: props.functionName,
        handler: props.handler,
        memory: props.memorySize,
        timeout: props.timeout,
      },
      service: { logProject: '', logStore: '', qualifier: 'LATEST', versionId: '' },
      region: props.region,
      accountId: '123456789012',
      logger: console,
    };
    return module[exported](Buffer.from(optionOf(args, '-e', '--event') ?? ''), context);
  }
}

/** What FC gets by assuming the function's role; here from the environment, if it has any. */
function credentialsOf(env) {
  const accessKeyId = env.ALIBABA_CLOUD_ACCESS_KEY_ID;
  const accessKeySecret = env.ALIBABA_CLOUD_ACCESS_KEY_SECRET;
  const securityToken = env.ALIBABA_CLOUD_SECURITY_TOKEN;
  return accessKeyId === undefined ? {} : { credentials: { accessKeyId, accessKeySecret, securityToken } };
}

function optionOf(args, ...names) {
  const at = args.findIndex((arg) => names.includes(arg));
  return at === -1 ? undefined : args[at + 1];
}

module.exports = Fc3StandIn;
