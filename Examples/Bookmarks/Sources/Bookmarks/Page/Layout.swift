// SPDX-License-Identifier: Apache-2.0

/// What all pages have around them.
struct Layout {
    let title: String
    var session: Session?
    let content: HTML

    var html: HTML {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>\(title)</title>
        <link rel="icon" href="/icon.svg">
        <link rel="stylesheet" href="/style.css">
        <script src="/script.js" defer></script>
        </head>
        <body>
        <header>
        <a class="brand" href="/"><img src="/icon.svg" alt="" width="28" height="28">Bookmarks</a>
        \(session.map(signOut) ?? "")
        </header>
        \(content)
        </body>
        </html>

        """
    }

    private func signOut(_ session: Session) -> HTML {
        """
        <form class="who" method="post" action="/sign-out">
        <span>\(session.name)</span> <button class="quiet">Sign out</button>
        </form>
        """
    }
}
