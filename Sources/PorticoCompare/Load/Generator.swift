// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Synchronization

/// Runs the programs that make load, and reads what they have seen.
struct Generator {
    let cores: Cores
    let connections: Int
    /// Holds scripts and logs.
    let folder: URL
    /// What ``CPUScenario/hash(rounds:)`` takes for one round.
    private let secondsPerRound: Double

    /// In less time no queue gets long enough to be seen.
    static let shortestOpenLoad = Duration.milliseconds(700)

    init(cores: Cores, connections: Int, folder: URL) {
        self.cores = cores
        self.connections = connections
        self.folder = folder
        secondsPerRound = Self.measureHash()
    }

    /// Asks the server as `load` says, for about `duration`.
    func run(_ load: Load, on port: Int, for duration: Duration) async throws -> LoadResult {
        switch load {
        case .closed(let uploadBytes, let closes):
            let script = WrkScript.closed(uploadBytes: uploadBytes, closes: closes)
            return try await wrk(script, connections: connections, port, duration)
        case .requests(let requests):
            let script = WrkScript.requests(requests)
            return try await wrk(script, connections: connections, port, duration)
        case .mixed(let slowPath, let slowShare):
            let script = WrkScript.mixed(slowPath: slowPath, slowShare: slowShare)
            return try await wrk(script, connections: connections, port, duration)
        case .idle:
            let script = WrkScript.closed(uploadBytes: 0, closes: false)
            return try await wrk(script, connections: 1, port, duration)
        case .open:
            return try await h2load(rate: rate(load), port, duration)
        }
    }

    /// Gets everything going that a measurement should not see.
    func warmUp(_ load: Load, on port: Int, for duration: Duration) async throws {
        let load = if case .open = load { Load.closed() } else { load }
        _ = try await run(load, on: port, for: duration)
    }

    /// Requests per second of a load with a fixed rate; 0 for any other.
    func rate(_ load: Load) -> Int {
        guard case .open(let rounds, let timesCapacity) = load else { return 0 }
        let capacity = Double(cores.server.count) / (Double(rounds) * secondsPerRound)
        return max(100, Int(capacity * timesCapacity))
    }

    /// Runs `body`, which takes about `duration`, while `count` connections are open and silent.
    func holding<Outcome: Sendable>(
        _ count: Int, on server: ServerProcess, for duration: Duration,
        _ body: () async throws -> Outcome
    ) async throws -> Outcome {
        let script = try write(WrkScript.idle(connections: count), to: "idle.lua")
        // It ends by itself, late, should this process end before it.
        let limit = "-d\(duration.components.seconds + 30)s"
        let words = ["wrk", "-t1", "-c\(count)", limit, "--timeout", "10s", "-s", script]
        let all = server.openSockets + count
        return try await Process.during(
            cores.pinning(cores.generator, words + ["http://127.0.0.1:\(server.port)/"])
        ) {
            try await Patience.wait(atMost: .seconds(5)) { server.openSockets >= all }
            return try await body()
        }
    }

    // MARK: Programs

    private func wrk(
        _ script: String, connections: Int, _ port: Int, _ duration: Duration
    ) async throws -> LoadResult {
        let file = try write(script, to: "wrk.lua")
        let threads = min(connections, cores.areSeparate ? min(4, cores.generator.count) : 1)
        let words = [
            // Ended by a signal, because it takes whole seconds only; -d is for when no signal comes.
            "wrk", "-t\(threads)", "-c\(connections)", "-d\(duration.components.seconds + 5)s",
            "--timeout", "10s", "-s", file, "http://127.0.0.1:\(port)/",
        ]
        let output = try await Process.run(
            cores.pinning(cores.generator, words), interruptAfter: duration)
        guard let summary = WrkSummary(output: output) else {
            throw CompareError.noSummary(tool: "wrk", output: output)
        }
        return summary.result
    }

    private func h2load(rate: Int, _ port: Int, _ duration: Duration) async throws -> LoadResult {
        let count = Int(Double(rate) * max(duration, Self.shortestOpenLoad).seconds)
        let log = folder.appendingPathComponent("h2load.log")
        // Only appended to by h2load; there is none at the first time.
        try? FileManager.default.removeItem(at: log)
        let words = [
            // An engine may never answer all; then what it has done until then counts.
            "timeout", "--signal=INT", "\(Int(duration.seconds * 5) + 10)s",
            "h2load", "--h1", "-t1", "-c\(count)", "-n\(count)", "-r\(max(1, rate / 100))",
            "--rate-period=10ms", "--log-file=\(log.path)", "http://127.0.0.1:\(port)/",
        ]
        let output = try await Process.run(cores.pinning(cores.generator, words))
        guard let text = try? String(contentsOf: log, encoding: .utf8) else {
            throw CompareError.noSummary(tool: "h2load", output: output)
        }
        return H2LoadLog(text).result(asked: count)
    }

    private func write(_ text: String, to name: String) throws -> String {
        let file = folder.appendingPathComponent(name)
        try text.write(to: file, atomically: false, encoding: .utf8)
        return file.path
    }

    private static func measureHash() -> Double {
        let times = (0..<20).map { _ in
            ContinuousClock().measure {
                lastHash.store(CPUScenario.hash(rounds: CPUScenario.rounds), ordering: .relaxed)
            }
        }
        return (times.min()?.seconds ?? 0.0005) / Double(CPUScenario.rounds)
    }

    /// Keeps the compiler from leaving out work whose result is not used.
    private static let lastHash = Atomic<UInt64>(0)
}

extension Duration {
    /// In seconds.
    package var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
