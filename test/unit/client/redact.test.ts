import fc from 'fast-check';
import { CloudError, redact } from '../../../shared/client';
import { classifyCode } from '../../../shared/client/error-codes';

/** Secrets as they are: long enough not to be part of ordinary words. */
const secret = fc
  .string({ minLength: 12, maxLength: 60, unit: 'grapheme' })
  .filter((text) => text.trim() === text);

/** Places in which a message could quote one. */
const wrappings: ((secret: string) => string)[] = [
  (text) => text,
  (text) => `AccessKeySecret=${text}`,
  (text) => JSON.stringify({ SecurityToken: text }),
  (text) =>
    `https://ecs.aliyuncs.com/?Action=StopInstance&SecurityToken=${encodeURIComponent(text)}&RegionId=cn-hangzhou`,
  (text) => `x-acs-security-token:${text}\nx-acs-version:2014-05-26`,
  (text) => encodeURIComponent(encodeURIComponent(text)),
];

test('no secret that is known survives, in whatever form a message quotes it', () => {
  fc.assert(
    fc.property(
      fc.array(secret, { minLength: 1, maxLength: 2 }),
      fc.array(fc.tuple(fc.constantFrom(...wrappings), fc.string({ maxLength: 20 })), {
        minLength: 1,
        maxLength: 5,
      }),
      (secrets, parts) => {
        const hostile = parts
          .map(([wrap, noise], index) => noise + wrap(secrets[index % secrets.length] ?? ''))
          .join(' ');
        const error = new CloudError(
          {
            errorClass: classifyCode('SignatureDoesNotMatch'),
            code: 'SignatureDoesNotMatch',
            text: redact(hostile, secrets),
            mayHaveHappened: false,
          },
          { operation: 'StopInstance', region: 'cn-hangzhou', attempts: 1, write: true },
        );
        const shown = `${error.message}\n${JSON.stringify(error.problems)}\n${String(error.stack)}`;
        for (const hidden of secrets) {
          expect(shown).not.toContain(hidden);
          expect(shown).not.toContain(encodeURIComponent(hidden));
        }
      },
    ),
  );
});

test.each([
  ['the query of a URL', 'GET https://ecs.aliyuncs.com/?AccessKeyId=id&Signature=abc%3D failed', 'abc'],
  ['a signature', 'Signature=OLeaidS1JvxuMvnyHOwuJ+uX5qY=', 'OLeaidS1'],
  [
    'an authorization header',
    'Authorization: ACS3-HMAC-SHA256 Credential=id,SignedHeaders=host,Signature=06563a9e',
    '06563a9e',
  ],
  ['the string to sign', 'server string to sign is:[POST x-acs-security-token:abcdef]', 'abcdef'],
  ['a token in JSON', '{"SecurityToken":"abcdefgh"}', 'abcdefgh'],
  ['a token by its shape', 'token CAISexampleexampleexample expired', 'CAISexample'],
])('%s is hidden even when the secret is not known', (_name, text, hidden) => {
  expect(redact(text)).not.toContain(hidden);
});

test('what is no secret stays', () => {
  const text =
    'The specified instance i-example1 is not in https://ecs.cn-hangzhou.aliyuncs.com/ (SignatureMethod)';
  expect(redact(text, [''])).toBe(text);
});
