#include "report/page_style.h"

namespace heddle::report {

// Graphviz draws for white paper: in the dark its drawings are turned over, and their hues back.
constinit const std::string_view page_head = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Heddle report</title>
<style>
:root { --ink: #1f2933; --faint: #5c6672; --line: #d5dbe3; --paper: #fff; --soft: #f4f6f9;
  --bad: #c62828; --bad-soft: #fde2e1; --wait: #d9a514; --wait-soft: #fff6dc; --order: #2563a8;
  --hold: #b9d3ee; }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  max-width: 72rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.15rem; margin: 0; }
h3 { font-size: .95rem; margin: 1.8rem 0 .5rem; }
a { color: var(--order); }
section { border-top: 1px solid var(--line); padding: 1.5rem 0; }
.contents .kind { color: var(--bad); }
.finding { color: var(--bad); font-weight: 600; margin: .3rem 0 .3rem; }
.good { color: inherit; }
.run { color: var(--faint); font-size: 13px; margin: 0 0 1rem; }
.story { max-width: 46rem; }
.legend { color: var(--faint); font-size: 13px; margin: .3rem 0; }
pre, code { font: 13px/1.45 ui-monospace, monospace; }
pre { background: var(--soft); padding: .8rem 1rem; border-radius: 6px; overflow-x: auto;
  overflow-wrap: normal; margin: .5rem 0; }
pre.command { white-space: pre-wrap; overflow-wrap: anywhere; }
.scroll, .drawing, .timeline .lanes { overflow-x: auto; }
.drawing, .timeline { border: 1px solid var(--line); border-radius: 6px; padding: .5rem; }
.drawing svg { height: auto; } .drawing .graph > polygon { fill: none; }
table { border-collapse: collapse; font-size: 13px; overflow-wrap: normal; }
th { text-align: left; padding: .3rem .8rem; border-bottom: 2px solid var(--line);
  white-space: nowrap; }
td { padding: .15rem .8rem; border-bottom: 1px solid var(--line); border-right: 1px solid var(--line);
  white-space: nowrap; }
td:first-child, th:first-child { color: var(--faint); text-align: right; position: sticky; left: 0;
  background: var(--paper); }
td small { color: var(--faint); }
td.waits { background: var(--wait-soft); }
td.guilty { background: var(--bad-soft); outline: 2px solid var(--bad); outline-offset: -2px; }
.source { background: var(--soft); border-radius: 6px; padding: .5rem 0; overflow-x: auto;
  overflow-wrap: normal; margin: .5rem 0; }
.source table { font: 13px/1.45 ui-monospace, monospace; }
.source td { border: 0; padding: 0 .8rem; white-space: pre; }
.source td:first-child { background: var(--soft); }
.source tr.marked td { background: var(--bad-soft); }
.source .note { color: var(--bad); font: 12px/1.5 system-ui, sans-serif; }
summary { cursor: pointer; color: var(--faint); }
.timeline { display: flex; font: 11px system-ui, sans-serif; }
.timeline .names { flex: none; } .timeline .lanes { flex: 1; min-width: 0; }
.timeline svg { display: block; }
.timeline text { fill: var(--ink); }
.timeline .names text { font-weight: 600; }
.timeline .life { stroke: var(--faint); stroke-width: 2; }
.timeline .gap { stroke: var(--line); stroke-width: 5; stroke-dasharray: 2 4; }
.timeline .wait { fill: var(--wait-soft); stroke: var(--wait); }
.timeline .hold { fill: var(--hold); stroke: var(--order); }
.timeline .holder { font-size: 10px; }
.timeline .event rect { fill: var(--paper); stroke: var(--faint); }
.timeline .event text { text-anchor: middle; }
.timeline .waits rect { fill: var(--wait-soft); stroke: var(--wait); }
.timeline .guilty rect { fill: var(--bad-soft); stroke: var(--bad); stroke-width: 2; }
.timeline .order { fill: none; stroke: var(--order); stroke-width: 1.3; }
.timeline .far { stroke-dasharray: 2 3; }
.timeline .missing { stroke: var(--bad); stroke-width: 1.8; stroke-dasharray: 5 3; }
.tip { fill: context-stroke; }
.defs { position: absolute; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #dfe5ec; --faint: #95a1b0; --line: #3a4450; --paper: #171c22; --soft: #20272f;
    --bad: #ff8a80; --bad-soft: #4d2524; --wait: #b98d1d; --wait-soft: #43391c; --order: #7db4ec;
    --hold: #274463; }
  .drawing svg { filter: invert(.9) hue-rotate(180deg); }
}
@media print { body { max-width: none; margin: 0; } section { break-before: page; } }
</style>
</head>
<body>
<svg class="defs" width="0" height="0" aria-hidden="true"><defs><marker id="heddle-arrow"
 viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" markerUnits="userSpaceOnUse"
 orient="auto"><path d="M0 0 8 4 0 8z" class="tip"/></marker></defs></svg>
)";

}  // namespace heddle::report
