/**
 * Stands in for `@alicloud/tea-xml` in the bundles of functions: the APIs that are called answer in JSON, and the XML
 * libraries cost 8 ms and 4 MB of every cold start. An answer in XML is one that cannot be read, like any other text.
 */
export default {
  parseXml(): never {
    throw new SyntaxError('the answer is XML, not JSON');
  },
  toXML(): never {
    throw new Error('requests in XML are not supported');
  },
};
