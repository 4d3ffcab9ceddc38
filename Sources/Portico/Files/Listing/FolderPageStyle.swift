// SPDX-License-Identifier: Apache-2.0

/// How a listing looks: one line per name on a wide screen, two on a phone.
enum FolderPageStyle {
    static let css = """
        :root { color-scheme: light dark; --ink: #1d2330; --soft: #667; --paper: #f6f3ee; --line: #e2ddd4;
          --card: #fff; --link: #b5401f; }
        @media (prefers-color-scheme: dark) {
          :root { --ink: #eeeae3; --soft: #a09da6; --paper: #171a21; --line: #2b2f39; --card: #1e222b;
            --link: #ff8a66; }
        }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--paper); color: var(--ink);
          font: 1rem/1.4 system-ui, sans-serif; }
        main { max-width: 56rem; margin: 0 auto; padding: 1rem; }
        h1 { margin: .5rem 0 1rem; font-size: 1.15rem; font-weight: 600; overflow-wrap: anywhere; }
        h1 a { color: var(--soft); font-weight: 400; }
        p { color: var(--soft); }
        ul { margin: 0; padding: 0; list-style: none; background: var(--card);
          border: 1px solid var(--line); border-radius: .75rem; overflow: hidden; }
        ul:empty { display: none; }
        li + li { border-top: 1px solid var(--line); }
        li a { display: grid; grid-template-columns: 1fr 10rem 5.5rem; gap: 0 1rem; align-items: baseline;
          padding: .7rem 1rem; color: inherit; text-decoration: none; }
        li a:hover, li a:focus-visible { background: color-mix(in srgb, var(--link) 10%, transparent); }
        .name { overflow-wrap: anywhere; color: var(--link); }
        .folder .name { font-weight: 600; }
        .date, .size { color: var(--soft); font-size: .875rem; font-variant-numeric: tabular-nums; }
        .size { text-align: right; }
        @media (max-width: 36rem) {
          main { padding: .75rem; }
          li a { grid-template-columns: 1fr auto; padding: .8rem .9rem; }
          .name { grid-column: 1 / -1; }
        }
        """
}
