const net = require('node:net');

/** No test may reach anything but this machine: a connection to any other host is an error that names it. */
const LOOPBACK = /^(127\.\d+\.\d+\.\d+|localhost|::1)$/;
const connect = net.Socket.prototype.connect;

net.Socket.prototype.connect = function connectToLoopback(...args) {
  const options = Array.isArray(args[0]) ? args[0][0] : args[0];
  const host = typeof options === 'object' && options !== null ? (options.host ?? 'localhost') : 'localhost';
  const isLocal = (typeof options === 'object' && options?.path !== undefined) || LOOPBACK.test(host);
  if (!isLocal) throw new Error(`a test tried to connect to ${host}`);
  return connect.apply(this, args);
};
