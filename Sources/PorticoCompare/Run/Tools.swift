// SPDX-License-Identifier: Apache-2.0

/// The programs that a comparison cannot do without.
enum Tools {
    /// Throws ``CompareError/missingTool(_:package:)`` when something is missing.
    static func check(_ settings: Settings) async throws(CompareError) {
        for (name, package) in needed(settings) where await !Process.exists(name) {
            throw .missingTool(name, package: package)
        }
    }

    /// What each says of its version.
    static func versions(_ settings: Settings) async throws -> [String] {
        var versions: [String] = []
        for (name, _) in needed(settings) where name != "strace" {
            // wrk says it among other things, and exits with 1.
            let output = try await Process.run([name, name == "wrk" ? "-v" : "--version"])
            let line = output.split(separator: "\n").first ?? ""
            let words = line.split(separator: " ").prefix { !$0.hasPrefix("[") }
            versions.append(words.joined(separator: " "))
        }
        return versions
    }

    private static func needed(_ settings: Settings) -> [(name: String, package: String)] {
        var tools = [(name: "wrk", package: "wrk")]
        let needsH2load = settings.scenarios.contains { scenario in
            if case .open = scenario.load { true } else { false }
        }
        if needsH2load { tools.append(("h2load", "nghttp2-client")) }
        if settings.countsSystemCalls { tools.append(("strace", "strace")) }
        return tools
    }
}
