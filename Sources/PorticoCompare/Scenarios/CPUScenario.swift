// SPDX-License-Identifier: Apache-2.0
import Portico

/// Work for the processor, which no engine has more of than another.
struct CPUScenario: KnownScenario {
    let id = "cpu"
    let summary = "The handler computes a hash for about 0.5 ms."
    let load = Load.closed()
    let keyFigure = Figure.p99

    func answer(_ request: Request) -> Response {
        Response(body: ResponseBody(String(Self.hash(rounds: Self.rounds), radix: 16)))
    }

    func reason(_ place: ComparedEngine.Place?) -> String {
        switch place {
        case nil:
            """
            The processor is the bottleneck, and no engine has more of it than another.
            """
        case .loops, .cores:
            """
            The processor is the bottleneck and no engine has more of it; with hardly more \
            threads than cores nobody waits for a turn in the middle of a hash.
            """
        case .pool, .threads:
            """
            The processor is the bottleneck and no engine has more of it; with threads of their \
            own, requests take turns, and none waits behind all the others of its loop.
            """
        }
    }

    /// About half a millisecond on a processor of today.
    static let rounds = 380_000

    /// FNV-1a over bytes that the compiler cannot foresee.
    static func hash(rounds: Int) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for _ in 0..<rounds { hash = (hash ^ (hash >> 56)) &* 0x100_0000_01b3 }
        return hash
    }
}
