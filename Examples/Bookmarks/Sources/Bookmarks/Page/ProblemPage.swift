// SPDX-License-Identifier: Apache-2.0
import Portico

/// What a browser shows of an error.
struct ProblemPage {
    let problem: ErrorPage

    var html: HTML {
        Layout(
            title: problem.title,
            content: """
                <main class="error">
                <h1>\(problem.status.code)</h1>
                <p>\(problem.detail ?? problem.status.reasonPhrase)</p>
                \(requestID)
                <p><a href="/">To the bookmarks</a></p>
                </main>
                """
        ).html
    }

    private var requestID: HTML {
        guard let id = problem.requestID else { return "" }
        return "<p class=\"soft\">Request \(id)</p>"
    }
}
