// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// What this process has held at most.
package enum ResidentMemory {
    /// `VmHWM` of `/proc/self/status`, in bytes.
    package static func peakBytes() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
        return try #require(
            line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }) << 10
    }
}
