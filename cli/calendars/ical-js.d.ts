/** The part of `ical.js` in use: its own types are those of an ES module, which a CommonJS program cannot name. */
declare module 'ical.js' {
  /** https://kewisch.github.io/ical.js/ */
  const ical: {
    /**
     * Reads iCalendar text as jCal (RFC 7265): one component, or a list of them.
     *
     * @throws Error for what is no iCalendar
     */
    readonly parse: (text: string) => unknown;
  };
  export default ical;
}
