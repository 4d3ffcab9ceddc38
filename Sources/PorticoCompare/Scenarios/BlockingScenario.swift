// SPDX-License-Identifier: Apache-2.0
import Glibc
import Portico

/// A call that blocks its thread, as to a database without an asynchronous driver.
struct BlockingScenario: Scenario {
    let id = "blocking"
    let summary = "The handler blocks its thread for 5 ms."
    let load = Load.closed()
    let keyFigure = Figure.requestsPerSecond

    func answer(_ request: Request) -> Response {
        usleep(5000)
        return Response(body: "Hello, world!")
    }

    func reason(_ place: ComparedEngine.Place) -> String {
        switch place {
        case .threads:
            "Each thread that waits answers 200 requests a second, so what counts is how many can wait."
        case .loops, .cores:
            "Here there were as many threads to wait on as elsewhere."
        }
    }
}
