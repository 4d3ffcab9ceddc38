// SPDX-License-Identifier: Apache-2.0
import Portico
import PorticoPool

/// One way to run handlers, as the comparison knows it.
package struct ComparedEngine: Sendable {
    /// What it is called in `--engines` and at the head of a column.
    package let id: String
    /// What it is called in a sentence; `#` stands for the number of loops.
    private let title: String
    /// Where its handlers run, which is what most differences come from.
    package let place: Place
    /// Whether handlers run in tasks, plain ones too.
    let isAsync: Bool
    private let make: @Sendable (Size) -> Engine

    /// Where handlers run.
    package enum Place: String, Codable, Sendable {
        /// On the Workers of a native pool, whose queue has an end.
        case pool
        /// On other threads beside the loops.
        case threads
        /// On the loops themselves.
        case loops
        /// On as many threads as there are cores.
        case cores
    }

    /// How large an engine is to be.
    package struct Size: Sendable, Codable, Equatable {
        /// How many threads run handlers, where the engine has a number of them.
        var workers: Int
        /// How many event bases there are, where the engine has several.
        var loops: Int
    }

    /// The engines in the order of the report.
    package static let all = [
        ComparedEngine("pool", "native pool", .pool) { .pool(workers: $0.workers) },
        ComparedEngine("pool-loops", "native pool (# loops)", .pool) {
            .pool(workers: $0.workers, loops: $0.loops)
        },
        ComparedEngine("libevent", "libevent threading (# bases)", .loops) {
            .inline(loops: $0.loops)
        },
        ComparedEngine("one-base", "one base inline", .loops) { _ in .inline() },
        ComparedEngine("dispatch", "Dispatch", .threads) { _ in .executor(DispatchExecutor()) },
        ComparedEngine("threads", "a thread per request", .threads) { _ in .executor(ThreadPerJob())
        },
        ComparedEngine("async", "Swift's global executor", .cores, isAsync: true) { _ in .inline()
        },
    ]

    init(
        _ id: String, _ title: String, _ place: Place, isAsync: Bool = false,
        _ make: @escaping @Sendable (Size) -> Engine
    ) {
        self.id = id
        self.title = title
        self.place = place
        self.isAsync = isAsync
        self.make = make
    }

    /// What it is called in a sentence, with the number of `loops` where there are several.
    package func name(loops: Int) -> String {
        title.replacingOccurrences("#", with: "\(loops)")
    }

    /// The engine for a server.
    func engine(_ size: Size) -> Engine {
        make(size)
    }

    /// `handler`, of the kind that this engine runs.
    func handler(_ handler: Handler) -> Handler {
        isAsync ? handler.inTask : handler
    }
}
