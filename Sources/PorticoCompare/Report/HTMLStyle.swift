// SPDX-License-Identifier: Apache-2.0

/// The style of the page: nothing is loaded.
enum HTMLStyle {
    /// How many engines can be told apart by the colours below.
    static let colours = 12

    static let css = """
        :root { color-scheme: light dark; --ink: #1d2330; --soft: #616876; --paper: #f7f5f0; --card: #fff;
          --line: #e3dfd6; --gain: #0a7d54; --price: #b4451f;
          --k0: #0b5fcb; --k1: #69a7f2; --k2: #d9481c; --k3: #f0a184; --k4: #7446c4; --k5: #5f7d1f;
          --k6: #c12f86; --k7: #3a8f97; --k8: #8a6a00; --k9: #6b7280; --k10: #a11d33; --k11: #1f8a4c; }
        @media (prefers-color-scheme: dark) {
          :root { --ink: #ece8e1; --soft: #a3a1a8; --paper: #14171d; --card: #1c2028; --line: #30353f;
            --gain: #4cc38f; --price: #ff9466;
            --k0: #62a8ff; --k1: #3b6fae; --k2: #ff7a4d; --k3: #a9583f; --k4: #b294f5; --k5: #a4c458;
            --k6: #f07bbd; --k7: #62c4cc; --k8: #dcb548; --k9: #9aa3b2; --k10: #ff6f83; --k11: #5fd08f; }
        }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--paper); color: var(--ink);
          font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", sans-serif; }
        main { max-width: 70rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
        h1 { font-size: clamp(1.9rem, 6vw, 3rem); line-height: 1.1; letter-spacing: -.025em; margin: 0; }
        h2 { font-size: 1.45rem; letter-spacing: -.015em; margin: 0; }
        p { margin: .6rem 0 0; max-width: 46rem; }
        small, .soft { color: var(--soft); font-size: .82rem; }
        code { font: .86em ui-monospace, "SF Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
        a { color: inherit; }
        .cards { display: grid; gap: 1rem; margin-top: 2rem;
          grid-template-columns: repeat(auto-fit, minmax(14rem, 1fr)); }
        .card, section { background: var(--card); border: 1px solid var(--line); border-radius: 14px; }
        .card { display: flex; flex-direction: column; gap: .2rem; padding: 1.1rem 1.25rem;
          text-decoration: none; }
        .card strong { font-size: 2.6rem; line-height: 1.1; letter-spacing: -.03em; }
        .gain strong { color: var(--gain); } .price strong { color: var(--price); }
        nav { display: flex; flex-wrap: wrap; gap: .4rem; margin-top: 1.5rem; }
        nav a { padding: .15rem .7rem; border: 1px solid var(--line); border-radius: 99px;
          background: var(--card); text-decoration: none; font-size: .9rem; }
        section { margin-top: 1.25rem; padding: 1.5rem 1.25rem; scroll-margin-top: 1rem; }
        .verdict { font-size: 1.08rem; }
        .charts { display: grid; gap: 1.5rem 2.5rem; margin-top: 1.25rem;
          grid-template-columns: minmax(0, 1fr); }
        @media (min-width: 60rem) { .charts { grid-template-columns: minmax(0, 1fr) minmax(0, 1.1fr); }
          .pair { grid-template-columns: repeat(2, minmax(0, 1fr)); } section { padding: 1.75rem 2rem; } }
        figure { margin: 0; } figcaption { font-weight: 600; font-size: .92rem; margin-bottom: .5rem; }
        figcaption small { font-weight: 400; }
        .bars + .bars { margin-top: 1.25rem; }
        .bar { display: grid; grid-template-columns: 12.5rem minmax(0, 1fr) 4.8rem; gap: .6rem;
          align-items: center; font-size: .88rem; padding: .16rem 0; }
        .bar i { position: relative; height: 1.05rem; border-radius: 4px; background: var(--line); }
        .bar b { position: absolute; inset: 0 auto 0 0; min-width: 3px; border-radius: 4px;
          background: var(--k); }
        .bar s { position: absolute; top: 50%; height: 2px; margin-top: -1px; background: var(--ink);
          opacity: .55; }
        .bar em { font-style: normal; text-align: right; font-variant-numeric: tabular-nums; }
        .best em { font-weight: 700; } .best em::after { content: " ★"; color: var(--gain); }
        .bar em { white-space: nowrap; }
        .k0 { --k: var(--k0); } .k1 { --k: var(--k1); } .k2 { --k: var(--k2); } .k3 { --k: var(--k3); }
        .k4 { --k: var(--k4); } .k5 { --k: var(--k5); } .k6 { --k: var(--k6); } .k7 { --k: var(--k7); }
        .k8 { --k: var(--k8); } .k9 { --k: var(--k9); } .k10 { --k: var(--k10); } .k11 { --k: var(--k11); }
        svg { display: block; width: 100%; height: auto; }
        svg text { fill: var(--soft); font: 11px system-ui, sans-serif; }
        .axes path { stroke: var(--line); fill: none; } .axes .full { stroke: var(--soft); stroke-dasharray: 3 4; }
        circle { fill: var(--card); stroke: var(--k); stroke-width: 2; }
        polyline { fill: none; stroke: var(--k); stroke-width: 2; stroke-linejoin: round;
          stroke-linecap: round; }
        polyline.k0, polyline.k2 { stroke-width: 3.4; }
        polyline.k1, polyline.k3 { stroke-dasharray: 6 5; }
        .legend { display: flex; flex-wrap: wrap; gap: .2rem 1rem; margin-top: .5rem; font-size: .8rem;
          color: var(--soft); }
        .legend span::before { content: ""; display: inline-block; width: 1.1rem; height: 0;
          border-top: 3px solid var(--k); margin-right: .4rem; vertical-align: .25em; }
        .legend .k1::before, .legend .k3::before { border-top-style: dashed; }
        @media (max-width: 36rem) { svg text { font-size: 17px; } .bar { grid-template-columns: minmax(0, 1fr) 5rem; gap: .1rem .6rem; }
          .bar span { grid-column: 1 / -1; margin-bottom: -.1rem; } section { padding: 1.25rem 1rem; } }
        details { margin-top: 1.1rem; } summary { cursor: pointer; color: var(--soft); font-size: .9rem; }
        .wide { overflow-x: auto; margin-top: .6rem; }
        table { border-collapse: collapse; font-size: .84rem; font-variant-numeric: tabular-nums; }
        th, td { padding: .35rem .7rem; text-align: right; border-top: 1px solid var(--line);
          vertical-align: top; white-space: nowrap; font-weight: 400; }
        thead th { vertical-align: bottom; white-space: normal; min-width: 5.5rem; }
        th[scope=row] { text-align: left; color: var(--soft); }
        td small { display: block; font-size: .72rem; } td.best { font-weight: 700; color: var(--gain); }
        dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .3rem 1rem;
          font-size: .9rem; margin: 1rem 0 0; } dt { color: var(--soft); } dd { margin: 0; }
        """
}
