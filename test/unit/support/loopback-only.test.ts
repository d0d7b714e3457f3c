import { connect } from 'node:net';

test('tests cannot connect to another machine', () => {
  expect(() => connect({ host: '192.0.2.1', port: 80 })).toThrow('192.0.2.1');
  expect(() => connect(80, '192.0.2.1')).toThrow('192.0.2.1');
});
