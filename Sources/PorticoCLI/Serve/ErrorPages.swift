// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Portico

/// Gives errors a page that people can read, when a browser asks.
struct ErrorPages: Middleware {
    func respond(
        _ outcome: inout HandlerOutcome, to request: Request, _ context: Context, _ state: Void
    ) {
        let status = outcome.response.status
        guard status.code >= 400,
            request.value(of: .accept)?.contains("text/html") == true
        else { return }
        outcome.response.body = .html(Self.page(status))
    }

    private static func page(_ status: HTTPResponse.Status) -> String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>\(status)</title>
        <link rel="icon" href="data:,">
        <style>
        :root { color-scheme: light dark; --ink: #1d2330; --soft: #667; --paper: #f6f3ee; --link: #b5401f; }
        @media (prefers-color-scheme: dark) {
          :root { --ink: #eeeae3; --soft: #a09da6; --paper: #171a21; --link: #ff8a66; }
        }
        body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--paper);
          color: var(--ink); font: 1.125rem/1.6 system-ui, sans-serif; }
        main { padding: 2rem; text-align: center; }
        h1 { margin: 0; font-size: 4rem; line-height: 1.1; letter-spacing: -0.03em; }
        p { margin: .75rem 0 0; color: var(--soft); }
        a { color: var(--link); }
        </style>
        </head>
        <body>
        <main>
        <h1>\(status.code)</h1>
        <p>\(status.reasonPhrase)</p>
        <p><a href="/">To the front page</a></p>
        </main>
        </body>
        </html>

        """
    }
}
