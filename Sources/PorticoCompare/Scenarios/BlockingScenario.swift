// SPDX-License-Identifier: Apache-2.0
import Glibc
import Portico

/// A call that blocks its thread, as to a database without an asynchronous driver.
struct BlockingScenario: KnownScenario {
    let id = "blocking"
    let summary = "The handler blocks its thread for 5 ms."
    let load = Load.closed()
    let keyFigure = Figure.requestsPerSecond

    func answer(_ request: Request) -> Response {
        usleep(5000)
        return Response(body: "Hello, world!")
    }

    func reason(_ place: ComparedEngine.Place?) -> String {
        switch place {
        case nil, .pool, .threads:
            """
            A thread that waits 5 ms answers at most 200 requests a second, so what counts is how \
            many threads there are to wait.
            """
        case .loops, .cores:
            """
            A thread that waits 5 ms answers at most 200 requests a second, and here no engine \
            had more of them.
            """
        }
    }
}
