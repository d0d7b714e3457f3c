/** Style of the report page: readable on a wide screen, on a telephone, by day, by night and on paper. */
export const HTML_STYLE = `
:root {
  color-scheme: light dark;
  --line: #8884; --soft: #8881;
  --done: #2a9d5c; --planned: #4a7bd0; --failed: #c9302c; --refused: #c77f00; --waiting: #b59a00; --left: #8b949e;
}
* { box-sizing: border-box }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere }
h1 { font-size: 1.6rem } h2 { font-size: 1.25rem; margin: 0 } h3 { font-size: 1rem; margin: 1.4rem 0 .5rem }
p { margin: .3rem 0 } small, .notes { font-weight: normal; opacity: .7 }
.notes { margin-top: 1rem; font-size: .88rem }
.contents li { margin: .2rem 0 }
section { border: 1px solid var(--line); border-left: 6px solid var(--done); border-radius: 8px; padding: 1rem 1.2rem; margin: 1.5rem 0 }
section.partial { border-left-color: var(--refused) } section.failed { border-left-color: var(--failed) }
.mode { color: #fff; border-radius: 4px; padding: .05rem .45rem; font-size: .85rem; white-space: nowrap }
.mode.dry { background: var(--planned) } .mode.real { background: #1f7a47 }
.counts { display: flex; flex-wrap: wrap; gap: .2rem 1.4rem; list-style: none; padding: 0; margin: .6rem 0 .4rem }
.counts b { font-size: 1.15rem }
.counts li::before { content: ''; display: inline-block; width: .7rem; height: .7rem; border-radius: 50%; background: var(--tone); margin-right: .4rem }
.bar { display: flex; height: 12px; border-radius: 6px; overflow: hidden } .bar span { background: var(--tone); min-width: 3px }
.done { --tone: var(--done) } .planned { --tone: var(--planned) } .failed { --tone: var(--failed) }
.refused, .stale { --tone: var(--refused) } .deferred, .unverified { --tone: var(--waiting) } .skipped { --tone: var(--left) }
.group { border-left: 4px solid var(--tone); background: var(--soft); border-radius: 4px; padding: .5rem .8rem; margin: .5rem 0 }
.group.warning { --tone: var(--refused) } .group.error { --tone: var(--failed) }
.resources li > small { display: inline-block }
.resources { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 26rem), 1fr)); gap: .1rem 1.2rem; list-style: none; padding: 0; margin: .3rem 0 0; font-size: .88rem }
code { font: .92em ui-monospace, monospace }
table { border-collapse: collapse; font-size: .88rem }
th, td { text-align: left; vertical-align: top; padding: .25rem 1rem .25rem 0; border-bottom: 1px solid var(--line) }
th.number, td.number { text-align: right; font-variant-numeric: tabular-nums }
.wide { overflow-x: auto; overflow-wrap: normal }
.caption { font-size: .88rem }
.chart { display: block; max-width: 44rem } .chart text { font-size: 13px; fill: currentColor } .chart tspan { font-weight: 600 } .chart rect { fill: var(--done) }
tr.bad td { color: var(--failed); font-weight: 600 }
summary { cursor: pointer; padding: .3rem 0 }
@media (max-width: 40rem) { body { margin: 1rem auto; padding: 0 .6rem } section { padding: .8rem } }
@media print { section { break-inside: avoid-page } }
`;
