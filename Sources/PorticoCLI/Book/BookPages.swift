// SPDX-License-Identifier: Apache-2.0

/// The two pages of the book's server: whole, without anything from elsewhere.
enum BookPages {
    static let hello = page(
        title: "Hello!", text: "Hi from Swift",
        more:
            "Ask for <a href=\"/sleep\">/sleep</a> and one worker blocks for five seconds. The others go on."
    )

    static let notFound = page(
        title: "Oops!", text: "Sorry, I don't know what you're asking for.",
        more: "There is a page at <a href=\"/\">/</a>.")

    private static func page(title: String, text: String, more: String) -> String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Hello!</title>
        <link rel="icon" href="data:,">
        <style>
        :root { color-scheme: light dark; --ink: #1d2330; --soft: #667; --paper: #f6f3ee; --arch: #d9512c; }
        @media (prefers-color-scheme: dark) {
          :root { --ink: #eeeae3; --soft: #a09da6; --paper: #171a21; --arch: #ff7a52; }
        }
        body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--paper);
          color: var(--ink); font: 1.125rem/1.6 system-ui, sans-serif; }
        main { padding: 2rem; max-width: 30rem; text-align: center; }
        svg { width: 7rem; stroke: var(--arch); }
        h1 { margin: 1rem 0 0; font-size: 3.5rem; line-height: 1.1; letter-spacing: -0.03em; }
        p { margin: .75rem 0 0; }
        .more { color: var(--soft); font-size: .95rem; }
        a { color: var(--arch); }
        </style>
        </head>
        <body>
        <main>
        <svg viewBox="0 0 120 80" fill="none" stroke-width="6" stroke-linecap="round" aria-hidden="true">
        <path d="M6 76V44a22 22 0 0 1 44 0v32M70 76V44a22 22 0 0 1 44 0v32M2 76h116M6 12h108"/>
        </svg>
        <h1>\(title)</h1>
        <p>\(text)</p>
        <p class="more">\(more)</p>
        </main>
        </body>
        </html>

        """
    }
}
