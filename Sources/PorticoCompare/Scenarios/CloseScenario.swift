// SPDX-License-Identifier: Apache-2.0
import Portico

/// No keep-alive: each request has a connection of its own.
struct CloseScenario: KnownScenario {
    let id = "close"
    let summary = "The handler answers at once, and each request comes on a new connection."
    let load = Load.closed(closes: true)
    let keyFigure = Figure.requestsPerSecond

    func answer(_ request: Request) -> Response {
        Response(body: "Hello, world!")
    }

    func reason(_ place: ComparedEngine.Place?) -> String {
        """
        Accepting and closing is the work of the kernel and the loop, wherever handlers run; the \
        way to a Worker comes on top.
        """
    }
}
