// SPDX-License-Identifier: Apache-2.0
import PorticoPool

/// Which cores the server under test has, and which the generator of load.
package struct Cores: Sendable, Codable, Equatable {
    /// Those of the server; the first half.
    package var server: [Int]
    /// Those of the generator; the second half.
    package var generator: [Int]
    /// Whether each keeps to its own.
    package var areSeparate: Bool

    /// Shares out the cores that this process may use.
    static func ofThisMachine(canPin: Bool) -> Cores {
        Cores(allowed: allowed(PosixSystem.readFile("/proc/self/status") ?? ""), canPin: canPin)
    }

    init(allowed: [Int], canPin: Bool) {
        let half = allowed.count / 2
        areSeparate = canPin && half > 0
        server = areSeparate ? Array(allowed[..<half]) : allowed
        generator = areSeparate ? Array(allowed[half...]) : allowed
    }

    /// The cores of `Cpus_allowed_list` in a `/proc/PID/status`: `0-3,8`.
    static func allowed(_ status: String) -> [Int] {
        let name = "Cpus_allowed_list:"
        guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix(name) }) else {
            return [0]
        }
        let list = line.dropFirst(name.count).split { $0 == "," || $0 == " " || $0 == "\t" }
        let cores = list.flatMap { range -> [Int] in
            let ends = range.split(separator: "-").compactMap { Int($0) }
            guard let first = ends.first, let last = ends.last, first <= last else { return [] }
            return Array(first...last)
        }
        return cores.isEmpty ? [0] : cores
    }

    /// How many event bases an engine with several has: one a core of the server, and never less than two.
    package var loops: Int { max(2, server.count) }

    /// A command line that runs on some cores only.
    func pinning(_ cores: [Int], _ words: [String]) -> [String] {
        guard areSeparate else { return words }
        return ["taskset", "-c", cores.map(String.init).joined(separator: ",")] + words
    }

    /// A sentence for the reader of the figures.
    package var description: String {
        let names = { (cores: [Int]) in cores.map(String.init).joined(separator: ", ") }
        if areSeparate {
            return
                "the server runs on core \(names(server)), the client on core \(names(generator))"
        }
        return server.count == 1
            ? "server and client share the only core: read the ratios, nothing else"
            : "server and client share all cores, as taskset is missing: read the ratios, nothing else"
    }
}
