// SPDX-License-Identifier: Apache-2.0
import PorticoPool

/// What a report says of the machine that it was made on.
package struct Machine: Sendable, Codable, Equatable {
    /// The model of the processor.
    package var processor: String
    /// How many cores this process could use.
    package var cores: Int
    /// The memory, in MiB.
    package var memoryMiB: Int
    /// The kernel and its version.
    package var kernel: String
    /// The version of wrk, and of h2load if it was used.
    package var tools: [String]

    static func this(cores: Int, tools: [String]) -> Machine {
        let line = { (file: String, name: String) -> String? in
            let lines = PosixSystem.readFile(file)?.split(separator: "\n") ?? []
            let value = lines.first { $0.hasPrefix(name) }?.split(separator: ":").last
            return value.map { String($0.drop { $0 == " " || $0 == "\t" }) }
        }
        let kib = line("/proc/meminfo", "MemTotal")?.split(separator: " ").first.flatMap { Int($0) }
        let release = PosixSystem.readFile("/proc/sys/kernel/osrelease")?.split(separator: "\n")
            .first
        return Machine(
            processor: line("/proc/cpuinfo", "model name") ?? "unknown processor", cores: cores,
            memoryMiB: (kib ?? 0) / 1024, kernel: "Linux " + (release ?? "of unknown version"),
            tools: tools)
    }
}
