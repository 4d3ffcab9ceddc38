// SPDX-License-Identifier: Apache-2.0
import Portico

/// Nothing to do: what is left is the price of the server and of handing over.
struct HelloScenario: KnownScenario {
    let id = "hello"
    let summary = "The handler answers 13 bytes at once."
    let load = Load.closed()
    let keyFigure = Figure.requestsPerSecond

    func answer(_ request: Request) -> Response {
        Response(body: "Hello, world!")
    }

    func reason(_ place: ComparedEngine.Place?) -> String {
        switch place {
        case nil, .pool, .threads:
            """
            The loop hands over what it has gathered in one go, and gets the replies back in one \
            go, so under load the way to a Worker and back costs next to nothing.
            """
        case .loops:
            """
            With nothing to wait for, a handler on the loop saves the way to a Worker and back.
            """
        case .cores:
            """
            Tasks are cheap to start, and there are no more threads than cores to switch between.
            """
        }
    }
}
