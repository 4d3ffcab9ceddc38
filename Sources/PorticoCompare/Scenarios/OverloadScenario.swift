// SPDX-License-Identifier: Apache-2.0
import Portico

/// More than any engine can serve, from clients that do not wait for each other.
struct OverloadScenario: KnownScenario {
    let id = "overload"
    let summary =
        "Requests of 2 ms for the processor come at twice the rate that it can serve, whatever the server does."
    let load = Load.open(costInHashRounds: rounds, timesCapacity: 2)
    let keyFigure = Figure.p99
    let secondFigure = Figure.refused

    private static let rounds = 4 * CPUScenario.rounds

    func answer(_ request: Request) -> Response {
        Response(body: ResponseBody(String(CPUScenario.hash(rounds: Self.rounds), radix: 16)))
    }

    /// A short queue, so that waiting in it is worth while.
    ///
    /// Only a pool has one that ends; another executor takes whatever comes.
    func adjust(_ limits: inout Limits) {
        limits.maxQueuedRequests = 16
    }

    func reason(_ place: ComparedEngine.Place?) -> String {
        switch place {
        case .pool:
            """
            A queue with an end turns away at once, with 503, what would have to wait too long, \
            and serves in time what it accepts. Without an end, everybody waits for all who came \
            before.
            """
        case nil, .threads, .loops, .cores:
            """
            Nobody who did best here turned anybody away, so the last ones waited for all who \
            came before.
            """
        }
    }
}
