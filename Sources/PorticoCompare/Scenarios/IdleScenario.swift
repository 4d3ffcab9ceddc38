// SPDX-License-Identifier: Apache-2.0
import Portico

/// Many connections that are kept alive and say nothing, and one that is busy.
struct IdleScenario: KnownScenario {
    let id = "idle"
    let summary =
        "\(connections) connections are kept alive without a word, while one asks as fast as it is answered."
    let load = Load.idle(connections: connections)
    let keyFigure = Figure.p50
    let secondFigure = Figure.idleConnection

    private static let connections = 1000

    func answer(_ request: Request) -> Response {
        Response(body: "Hello, world!")
    }

    func reason(_ place: ComparedEngine.Place?) -> String {
        switch place {
        case .loops:
            """
            One request at a time is the worst case for handing over: each wakes a Worker, which \
            wakes the loop again. Connections that are silent cost memory and nothing else.
            """
        case nil, .pool, .threads, .cores:
            """
            Connections that are silent cost memory and nothing else, and waking a thread for \
            each request was no dearer than the rest of its way.
            """
        }
    }
}
