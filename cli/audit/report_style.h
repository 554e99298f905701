#ifndef PITH_CLI_AUDIT_REPORT_STYLE_H
#define PITH_CLI_AUDIT_REPORT_STYLE_H

// The style and the script of the page that `audit --report` writes. The page names the SHA-256 of each, and a browser
// refuses all others: so what a file says can neither run nor change how the page looks.

#include <string_view>

namespace pith::cli {

/// Hold and fail differ in hatching and in words, not in colour alone. The contrast of each text is at least 4.5.
inline constexpr std::string_view report_style = R"css(
:root{color-scheme:light dark;--paper:#fcfbf9;--raised:#f4f2ee;--ink:#1d1c1a;--soft:#5d5a55;--line:#dcd8d0;
--hold:#17694c;--fail:#b02a1c;--plain:#6d6a78;
--text:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",sans-serif;
--mono:ui-monospace,"SF Mono","Cascadia Mono",Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",monospace}
@media (prefers-color-scheme:dark){:root{--paper:#15171a;--raised:#1e2125;--ink:#e9e6e1;--soft:#a8a49d;--line:#363a40;
--hold:#5fc79b;--fail:#ff8d7e;--plain:#9d9ab0}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-padding-top:1rem}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.55 var(--text);font-variant-numeric:tabular-nums}
[hidden]{display:none!important}
header,main,footer{max-width:78rem;margin:0 auto;padding:0 clamp(1rem,4vw,3rem)}
header{padding-top:clamp(1.5rem,5vw,3.5rem)}
footer{padding-top:2rem;padding-bottom:3rem;color:var(--soft);font-size:.875rem}
main>section{margin-top:clamp(2.5rem,5vw,4rem);border-top:1px solid var(--line);padding-top:1.25rem}
h1{margin:.4rem 0 0;font-size:clamp(1.9rem,5.2vw,3.5rem);line-height:1.12;font-weight:650;letter-spacing:-.022em;
text-wrap:balance;max-width:28ch}
h2{margin:0 0 1rem;font-size:1.4rem;line-height:1.25;font-weight:650;letter-spacing:-.01em}
h3{margin:0 0 .25rem;font-size:1rem;font-weight:650}
p{margin:.5rem 0;max-width:70ch}
a{color:inherit;text-underline-offset:.2em;text-decoration-thickness:1px}
:focus-visible{outline:3px solid var(--hold);outline-offset:3px;border-radius:2px}
code{font-family:var(--mono);font-size:.875em;overflow-wrap:anywhere;white-space:pre-wrap;unicode-bidi:isolate;
direction:ltr}
.refused-count{display:block;font-size:.5em;line-height:1.3;letter-spacing:-.01em;margin-top:.5rem}
.kicker{margin:0;color:var(--soft);font-size:.9375rem}
.fail{color:var(--fail)}
.soft{color:var(--soft)}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;list-style:none;margin:1.25rem 0 0;padding:0}
nav a{display:inline-block;padding:.15rem 0}

svg.bar{display:block;width:100%;height:.875rem;overflow:hidden}
svg.bar .hold{fill:var(--hold)}
svg.bar .plain{fill:var(--plain)}
svg.bar .fail{fill:url(#hatch)}
#hatch rect{fill:var(--fail)}
#hatch path{stroke:var(--paper);stroke-width:1.6}
svg.whole{height:1.25rem;margin-top:1.75rem}
svg.defs{position:absolute;width:0;height:0}
svg.swatch{display:inline-block;width:1rem;height:.75rem;vertical-align:-.05em;margin-right:.4em}

dl{margin:0}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));gap:1.25rem 1.5rem;margin-top:1.5rem}
.figures>div{display:flex;flex-direction:column-reverse;justify-content:flex-end}
.figures dd{margin:0;font-size:1.6rem;line-height:1.2;font-weight:600;letter-spacing:-.01em}
.figures dt{color:var(--soft);font-size:.9375rem}
.facts>div{display:grid;grid-template-columns:minmax(8rem,13rem) 1fr;gap:.15rem 1.5rem;padding:.6rem 0;
border-bottom:1px solid var(--line)}
.facts dt{color:var(--soft)}
.facts dd{margin:0;min-width:0}
.facts .path{display:block}
.facts dd>p{margin:.25rem 0 0}
pre{margin:.5rem 0;padding:.75rem 1rem;background:var(--raised);border-radius:6px;white-space:pre-wrap;
overflow-wrap:anywhere}
pre code{font-size:.875rem}
.digest{display:flex;flex-wrap:wrap;align-items:center;gap:.75rem 1rem;margin:.75rem 0}
.digest code{font-size:clamp(.9rem,2.1vw,1.15rem);padding:.75rem 1rem;background:var(--raised);border-radius:6px;
user-select:all;-webkit-user-select:all;letter-spacing:.01em}
button{font:inherit;color:inherit;background:none;border:1px solid var(--soft);border-radius:6px;padding:.4rem 1rem;
cursor:pointer}
button:hover{background:var(--raised)}

.charts{columns:27rem 2;column-gap:4rem;margin-bottom:-2.5rem}
.charts>div{break-inside:avoid;padding-bottom:2.5rem;overflow-x:auto}
table{border-collapse:collapse;width:100%}
caption{text-align:left;color:var(--soft);padding-bottom:.6rem;font-size:.9375rem}
th{text-align:left;font-weight:600}
thead th,thead td{color:var(--soft);font-weight:500;font-size:.875rem;padding:.2rem 1rem .35rem 0;
border-bottom:1px solid var(--line);vertical-align:bottom}
.bars th,.bars td{padding:.28rem 1rem .28rem 0;vertical-align:middle}
.bars tbody th{font-weight:400;min-width:4rem}
.counts tbody th{min-width:11rem}
.bars .graphic{width:99%;min-width:5rem}
.bars .number{text-align:right;white-space:nowrap;padding-right:0;padding-left:.75rem}
.bars thead th{padding-bottom:.35rem}

.filter{display:flex;flex-wrap:wrap;align-items:end;gap:.5rem 1.5rem;margin:1rem 0}
.filter label{display:block;font-weight:600}
.filter input{font:inherit;color:inherit;background:var(--paper);border:1px solid var(--soft);border-radius:6px;
padding:.5rem .75rem;width:min(28rem,100%);min-width:0;margin-top:.25rem;display:block}
.filter>div{flex:0 1 28rem;min-width:0}
.filter p{margin:0;padding:.5rem 0;color:var(--soft)}
.rows{table-layout:fixed}
.rows td,.rows tbody th{vertical-align:top;padding:.8rem 1.25rem .8rem 0;border-bottom:1px solid var(--line);
overflow:hidden;font-weight:400}
.failures .what{width:30%}
.failures .check{width:22%}
.rows th>code,.rows td>code{display:block}
.rows td p,.rows th p{margin:.2rem 0 0}
.rows .soft{font-size:.9rem}
.rows .prose{margin:0;font-size:.9375rem;overflow-wrap:anywhere;white-space:pre-wrap;unicode-bidi:isolate;
direction:ltr}
.keys-title{margin-top:2rem}
.keys th:first-child{width:34%}
.tag{white-space:nowrap;color:var(--fail);font-size:.875rem}
.tag::before{content:"";display:inline-block;width:.6em;height:.6em;margin-right:.45em;background:var(--fail);
transform:rotate(45deg)}
.tag.refused::before{background:none;border:2px solid var(--fail);transform:none}
.name{font-weight:600}
details{margin-top:.4rem;font-size:.9rem}
summary{cursor:pointer;color:var(--soft)}
details dl{margin:.4rem 0 0;padding-left:.9rem;border-left:2px solid var(--line)}
details dt{font-weight:600;margin-top:.4rem}
details dd{margin:0}

@media (max-width:56rem){
.rows,.rows tbody,.rows tr,.rows td,.rows tbody th{display:block;width:auto!important}
.rows thead{position:absolute;left:-200vw}
.rows caption{display:block}
.rows tr{border-top:2px solid var(--line);padding:.9rem 0}
.rows td,.rows tbody th{border:0;padding:.15rem 0;overflow:visible;overflow-wrap:anywhere}
.rows td:empty{display:none}
.rows td::before{display:block;color:var(--soft);font-size:.875rem;margin-top:.35rem}
.rows .expected::before{content:"Expected"}
.rows .actual::before{content:"Actual"}
.rows .bound::before{content:"Bound to"}
.rows .until::before{content:"Accepted until"}
.rows .from::before{content:"Comes from"}
.facts>div{grid-template-columns:1fr}
}

@media (max-width:30rem){.bars th,.bars td{padding-right:.6rem}.bars .graphic{min-width:3rem}
.counts tbody th{min-width:8rem}
.figures{grid-template-columns:repeat(2,1fr)}}
@media (prefers-contrast:more){:root{--soft:var(--ink);--line:var(--ink)}}
@media (forced-colors:active){svg.bar .hold,svg.bar .plain{fill:CanvasText}#hatch rect{fill:CanvasText}
#hatch path{stroke:Canvas}}
@media print{
:root{--paper:#fff;--raised:#f4f4f4;--ink:#000;--soft:#444;--line:#bbb;--hold:#17694c;--fail:#b02a1c;--plain:#6d6a78}
@page{margin:16mm}
body{font-size:9.5pt}
h1{font-size:24pt}
header,main,footer{max-width:none;padding-left:0;padding-right:0}
nav,.filter,button{display:none!important}
svg,.tag::before,pre,.digest code{print-color-adjust:exact;-webkit-print-color-adjust:exact}
thead{display:table-header-group}
tr,.figures>div{break-inside:avoid}
h2,h3,caption{break-after:avoid}
}
)css";

/// Shows the filter and counts the rows that match; copies the digest; opens what is folded before the page is printed.
/// Without it the page has everything but these.
inline constexpr std::string_view report_script = R"js(
"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const count = (n) => n.toLocaleString("en");

  const digest = byId("digest");
  const copy = byId("copy");
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    getSelection().selectAllChildren(digest);
    let done = false;
    try {
      await navigator.clipboard.writeText(digest.textContent);
      done = true;
    } catch {
      done = false;
    }
    byId("copied").textContent = done ? "Copied." : "Selected. Copy it with your keyboard.";
  });

  const folded = [];
  addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll("details:not([open])")) {
      folded.push(details);
      details.open = true;
    }
  });
  addEventListener("afterprint", () => {
    for (const details of folded.splice(0)) details.open = false;
  });

  const filter = byId("filter");
  if (filter === null) return;
  const rows = Array.from(byId("failures").tBodies[0].rows);
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const status = byId("matches");
  const update = () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter((word) => word !== "");
    let shown = 0;
    rows.forEach((row, i) => {
      row.hidden = !words.every((word) => texts[i].includes(word));
      if (!row.hidden) shown += 1;
    });
    const all = `${count(rows.length)} ${rows.length === 1 ? "row" : "rows"}`;
    status.textContent = words.length === 0 ? all : `${count(shown)} of ${all} ${shown === 1 ? "matches" : "match"}`;
  };
  byId("filter-box").hidden = false;
  filter.addEventListener("input", update);
  update();
})();
)js";

}  // namespace pith::cli

#endif
