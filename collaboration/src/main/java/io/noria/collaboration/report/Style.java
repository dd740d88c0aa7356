package io.noria.collaboration.report;

/** How an exported report looks, by day and by night and on paper. */
final class Style {
  /** Colours that people tell apart with every kind of colour vision (Okabe and Ito, 2008). */
  static final String CSS =
      """
      :root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --paper: #ffffff;
        --rule: #d0d7de; --wash: #f6f8fa;
        --c0: #0072b2; --c1: #d55e00; --c2: #009e73; --c3: #cc79a7;
        --c4: #e69f00; --c5: #56b4e9; --c6: #6e5494; --c7: #57606a; }
      @media (prefers-color-scheme: dark) {
        :root { --ink: #e6edf3; --soft: #9198a1; --paper: #0d1117; --rule: #30363d; --wash: #161b22;
          --c0: #4aa8e0; --c1: #f08a45; --c2: #34c99b; --c3: #e3a3c6;
          --c4: #f2bb45; --c5: #8fd0f7; --c6: #b39ddb; --c7: #9198a1; } }
      body { margin: 0; background: var(--paper); color: var(--ink);
        font: 16px/1.55 system-ui, sans-serif; }
      main { max-width: 54rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
      h1, h2, h3 { line-height: 1.25; }
      a { color: var(--c0); }
      .by { color: var(--soft); font-size: .875rem; }
      pre, code { background: var(--wash); font-size: .9em; }
      pre { padding: .75rem 1rem; overflow-x: auto; border: 1px solid var(--rule); }
      blockquote { margin-left: 0; padding-left: 1rem; border-left: 3px solid var(--rule);
        color: var(--soft); }
      figure { margin: 1.5rem 0; }
      figcaption { font-weight: 600; margin-bottom: .25rem; }
      .wide { overflow-x: auto; }
      table { border-collapse: collapse; font-size: .875rem; }
      th, td { border-bottom: 1px solid var(--rule); padding: .35rem .6rem; text-align: left;
        vertical-align: top; }
      td.n { text-align: right; font-variant-numeric: tabular-nums; }
      .problem { border: 1px solid var(--c1); padding: .5rem .75rem; color: var(--c1); }
      .chart { width: 100%; height: auto; display: block; }
      .chart text { fill: var(--soft); font-size: 12px; }
      .chart .grid { stroke: var(--rule); stroke-width: 1; }
      .chart .line { fill: none; stroke: var(--c); stroke-width: 1.8; stroke-linejoin: round; }
      .chart .band { fill: var(--c); opacity: .18; }
      .chart .dashed { stroke-dasharray: 6 3; }
      .chart .dot { fill: var(--c); }
      .legend { list-style: none; padding: 0; margin: .25rem 0; font-size: .875rem;
        display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; }
      .legend li::before { content: ""; display: inline-block; width: .9em; height: .25em;
        margin-right: .4em; vertical-align: middle; background: var(--c); }
      .c0 { --c: var(--c0); } .c1 { --c: var(--c1); } .c2 { --c: var(--c2); }
      .c3 { --c: var(--c3); } .c4 { --c: var(--c4); } .c5 { --c: var(--c5); }
      .c6 { --c: var(--c6); } .c7 { --c: var(--c7); }
      @media print { main { max-width: none; } figure, tr { break-inside: avoid; } }
      """;

  private Style() {}
}
