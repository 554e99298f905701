#ifndef PITH_ENGINE_REPORTS_GRAPH_STYLE_H
#define PITH_ENGINE_REPORTS_GRAPH_STYLE_H

// The styles of graphs. What becomes of an event shows in shape and in words, not in colour alone. The contrast of each
// text is at least 4.5.

#include <string_view>

namespace pith::engine {

/// Of the picture, in a file and in a page.
inline constexpr std::string_view graph_picture_style = R"css(
:root{color-scheme:light dark;--paper:#fcfbf9;--raised:#f1efea;--ink:#1d1c1a;--soft:#5d5a55;--line:#d3cec5;
--live:#1d5a96;--gone:#66636f;--bad:#b02a1c;--fork:#964b00;
--text:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",sans-serif}
@media (prefers-color-scheme:dark){:root{--paper:#15171a;--raised:#1f2226;--ink:#e9e6e1;--soft:#a8a49d;--line:#3b4047;
--live:#84bdf5;--gone:#a19eb3;--bad:#ff8d7e;--fork:#ffb768}}
svg.graph{--under:var(--paper);font:11px var(--text);fill:var(--ink);font-variant-numeric:tabular-nums;
background:var(--paper)}
svg.graph text{unicode-bidi:isolate;direction:ltr;text-anchor:middle}
svg.graph .left{text-anchor:start}
svg.graph .halo{paint-order:stroke;stroke:var(--under);stroke-width:4px;stroke-linejoin:round}
svg.graph .title{font-size:22px;font-weight:650}
svg.graph .said{font-size:13px}
svg.graph .soft{fill:var(--soft)}
svg.graph .band{fill:var(--paper)}
svg.graph .row{fill:none}
svg.graph .row.odd{fill:var(--raised)}
svg.graph .odd{--under:var(--raised)}
svg.graph .rail{stroke:var(--line);stroke-width:1}
svg.graph .who{font-size:13px;font-weight:650}
svg.graph .what{font-weight:600}
svg.graph .shape{stroke-width:2;stroke:var(--live);fill:var(--live)}
svg.graph .number{font-size:10px;font-weight:650;fill:var(--paper)}
svg.graph .gone .shape{stroke:var(--gone);fill:var(--paper);stroke-dasharray:3 2}
svg.graph .gone .number{fill:var(--gone);text-decoration:line-through}
svg.graph .bad .shape{stroke:var(--bad);fill:var(--paper)}
svg.graph .bad .number{fill:var(--bad)}
svg.graph .fork .shape{stroke:var(--fork);fill:var(--fork)}
svg.graph .fork.gone .shape{fill:var(--paper)}
svg.graph .fork.gone .number{fill:var(--fork)}
svg.graph .fold .shape{fill:var(--paper);stroke-dasharray:none}
svg.graph .fold .number{fill:var(--live);font-size:12px;text-decoration:none}
svg.graph .fold.gone .number{fill:var(--gone)}
svg.graph .fold.bad .number{fill:var(--bad)}
svg.graph .status{font-style:italic}
svg.graph .gone .status{fill:var(--gone)}
svg.graph .bad .status,svg.graph .said.bad{fill:var(--bad)}
svg.graph .fork .status,svg.graph .said.fork{fill:var(--fork)}
svg.graph .arrow{fill:none;stroke-width:1.4}
svg.graph .prev{stroke:var(--soft)}
svg.graph .sup{stroke:var(--live);stroke-dasharray:6 3;stroke-width:1.8}
svg.graph .void{stroke:var(--soft);stroke-dasharray:1.5 3}
svg.graph .head.prev,svg.graph .head.void{fill:var(--soft);stroke:none}
svg.graph .head.sup{fill:var(--live);stroke:none}
svg.graph .stub{font-size:10px;fill:var(--soft);text-anchor:end}
svg.graph a{text-decoration:none;outline:none}
svg.graph .ring{fill:none;stroke:none;stroke-width:3}
svg.graph a:focus-visible .ring,svg.graph a:hover .ring{stroke:var(--fork)}
@media (forced-colors:active){svg.graph .shape,svg.graph .arrow{stroke:CanvasText}}
@media print{:root{--paper:#fff;--raised:#f4f4f4;--ink:#000;--soft:#444;--line:#bbb;
--live:#1d5a96;--gone:#66636f;--bad:#b02a1c;--fork:#964b00}}
)css";

/// Of a page, in addition.
inline constexpr std::string_view graph_page_style = R"css(
:root{--mono:ui-monospace,"SF Mono","Cascadia Mono",Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",monospace}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-padding-top:1rem}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.5 var(--text);font-variant-numeric:tabular-nums}
header,main,footer{max-width:92rem;margin:0 auto;padding:0 clamp(.75rem,2.5vw,2rem)}
header{padding-top:clamp(1rem,3vw,2.25rem)}
footer{padding-top:2rem;padding-bottom:3rem;color:var(--soft);font-size:.875rem}
main>section{margin-top:2.25rem;border-top:1px solid var(--line);padding-top:1rem}
h1{margin:0;font-size:clamp(1.3rem,3.4vw,2.1rem);line-height:1.2;font-weight:650;letter-spacing:-.01em;
overflow-wrap:anywhere}
h2{margin:0 0 .75rem;font-size:1.35rem;line-height:1.25;font-weight:650}
h3{margin:0;font-size:1rem;font-weight:650;overflow-wrap:anywhere}
p{margin:.4rem 0;max-width:80ch}
.counts{font-size:1.1rem}
a{color:inherit;text-underline-offset:.2em;text-decoration-thickness:1px}
:focus-visible{outline:3px solid var(--fork);outline-offset:2px;border-radius:2px}
code,.text{font-family:var(--mono);font-size:.875em;overflow-wrap:anywhere;white-space:pre-wrap;
unicode-bidi:isolate;direction:ltr}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;list-style:none;margin:1rem 0 0;padding:0}
.picture{margin:1.25rem 0 0;overflow-x:auto}
.picture svg{display:block;max-width:none}
.list{margin:0;padding-left:1.5rem}
.list li{margin:.35rem 0;overflow-wrap:anywhere}
.fork{color:var(--fork)}
.bad{color:var(--bad)}
.gone{color:var(--gone)}
article{border-top:1px solid var(--line);padding:.9rem 0;content-visibility:auto;contain-intrinsic-size:auto 22rem}
article:target{background:var(--raised);outline:2px solid var(--fork);outline-offset:6px}
.standing{margin:.1rem 0 .5rem;font-weight:600}
dl{margin:0}
dl>div{display:grid;grid-template-columns:minmax(7rem,9rem) 1fr;gap:.1rem 1rem;padding:.12rem 0}
dt{color:var(--soft)}
dd{margin:0;min-width:0;overflow-wrap:anywhere}
pre{margin:.25rem 0 0;padding:.5rem .75rem;background:var(--raised);border-radius:4px;white-space:pre-wrap;
overflow:auto;overflow-wrap:anywhere;max-height:18rem}
@media (max-width:40rem){dl>div{grid-template-columns:1fr}}
@media (prefers-contrast:more){:root{--soft:var(--ink);--line:var(--ink)}}
@media print{@page{size:landscape;margin:10mm}
body{font-size:9pt}nav{display:none}header,main,footer{max-width:none;padding-left:0;padding-right:0}
.picture{overflow:visible}.picture svg{width:100%;height:auto}
article{content-visibility:visible;break-inside:avoid-page}pre{max-height:none}}
)css";

}  // namespace pith::engine

#endif
