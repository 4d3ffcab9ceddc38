// SPDX-License-Identifier: Apache-2.0
import Portico

/// A large reply: what counts is how often its bytes are copied, and which thread waits for the socket.
struct BodyScenario: KnownScenario {
    let id = "body"
    let summary = "The handler answers 1 MiB."
    let load = Load.closed()
    let keyFigure = Figure.requestsPerSecond
    private let bytes = [UInt8](repeating: 120, count: 1 << 20)

    func answer(_ request: Request) -> Response {
        Response(body: ResponseBody(bytes))
    }

    func reason(_ place: ComparedEngine.Place?) -> String {
        """
        Writing a mebibyte into a socket is the work of the loop, wherever handlers run; \
        differences come from what else keeps the loop from it.
        """
    }
}
