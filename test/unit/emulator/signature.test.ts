import fc from 'fast-check';
import { percentEncode, readForm } from '../../../emulator/wire/encoding';
import {
  acs3CanonicalRequest,
  acs3Signature,
  acs3StringToSign,
  canonicalQuery,
  rpcSignature,
  rpcStringToSign,
} from '../../../emulator/wire/signature';

describe('RPC signature 1.0: the published examples', () => {
  test('DescribeRegions, https://help.aliyun.com/document_detail/25492.html', () => {
    const parameters = Object.entries({
      AccessKeyId: 'testid',
      Action: 'DescribeRegions',
      Version: '2014-05-26',
      Format: 'XML',
      SignatureMethod: 'HMAC-SHA1',
      SignatureVersion: '1.0',
      SignatureNonce: '3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf',
      Timestamp: '2016-02-23T12:46:24Z',
    });
    const stringToSign = rpcStringToSign('GET', parameters);
    expect(stringToSign).toBe(
      'GET&%2F&AccessKeyId%3Dtestid%26Action%3DDescribeRegions%26Format%3DXML%26SignatureMethod%3DHMAC-SHA1' +
        '%26SignatureNonce%3D3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf%26SignatureVersion%3D1.0' +
        '%26Timestamp%3D2016-02-23T12%253A46%253A24Z%26Version%3D2014-05-26',
    );
    expect(rpcSignature('testsecret', stringToSign)).toBe('OLeaidS1JvxuMvnyHOwuJ+uX5qY=');
  });

  test('DescribeDedicatedHosts, https://www.alibabacloud.com/help/en/sdk/product-overview/rpc-mechanism', () => {
    const parameters = Object.entries({
      Signature: 'is not signed itself',
      AccessKeyId: 'testid',
      Action: 'DescribeDedicatedHosts',
      RegionId: 'cn-beijing',
      Version: '2014-05-26',
      Format: 'JSON',
      SignatureMethod: 'HMAC-SHA1',
      SignatureVersion: '1.0',
      SignatureNonce: 'edb2b34af0af9a6d14deaf7c1a5315eb',
      Timestamp: '2023-03-13T08:34:30Z',
    });
    expect(rpcSignature('testsecret', rpcStringToSign('GET', parameters))).toBe(
      '9NaGiOspFP5UPcwX8Iwt2YJXXuk=',
    );
  });
});

test('ACS3-HMAC-SHA256: the published example, https://www.alibabacloud.com/help/en/sdk/product-overview/v3-request-structure-and-signature', () => {
  const stringToSign = acs3StringToSign(
    acs3CanonicalRequest({
      method: 'POST',
      path: '/',
      query: [
        ['RegionId', 'cn-shanghai'],
        ['ImageId', 'win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd'],
      ],
      signedHeaders: [
        ['x-acs-version', '2014-05-26'],
        ['x-acs-signature-nonce', '3156853299f313e23d1673dc12e1703d'],
        ['host', 'ecs.cn-shanghai.aliyuncs.com'],
        ['x-acs-action', 'RunInstances'],
        ['x-acs-content-sha256', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
        ['x-acs-date', '2023-10-26T10:22:32Z'],
      ],
      body: '',
    }),
  );
  expect(stringToSign).toBe(
    'ACS3-HMAC-SHA256\n7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259',
  );
  expect(acs3Signature('YourAccessKeySecret', stringToSign)).toBe(
    '06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0',
  );
});

describe('encoding', () => {
  test.each([
    ['a b', 'a%20b'],
    ["*!'()", '%2A%21%27%28%29'],
    ['A-Za-z0-9-_.~', 'A-Za-z0-9-_.~'],
    ['标签', '%E6%A0%87%E7%AD%BE'],
    ['+/=&', '%2B%2F%3D%26'],
  ])('%s becomes %s', (text, encoded) => {
    expect(percentEncode(text)).toBe(encoded);
  });

  test('any parameters survive being encoded and read again', () => {
    const parameter = fc.string({ unit: 'grapheme', maxLength: 20 });
    fc.assert(
      fc.property(fc.dictionary(parameter, parameter, { noNullPrototype: true }), (parameters) => {
        const pairs = Object.entries(parameters);
        const read = new Map<string, string>();
        readForm(canonicalQuery(pairs), read);
        expect([...read].sort()).toEqual([...pairs].sort());
      }),
    );
  });

  test('characters that clients send literally are read like encoded ones', () => {
    const read = new Map<string, string>();
    readForm('Tag.1.Key=a*b%20c~&Tag.1.Value=(!)', read);
    expect(Object.fromEntries(read)).toEqual({ 'Tag.1.Key': 'a*b c~', 'Tag.1.Value': '(!)' });
  });

  test('a parameter that is given twice is an error', () => {
    expect(() => {
      readForm('A=1&B=2&A=1', new Map());
    }).toThrow('"A" is given more than once');
  });
});
