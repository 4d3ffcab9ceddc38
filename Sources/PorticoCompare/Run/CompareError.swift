// SPDX-License-Identifier: Apache-2.0

/// Why a comparison could not be made.
package enum CompareError: Error, Equatable, CustomStringConvertible {
    /// A program is not installed.
    case missingTool(String, package: String)
    /// The server under test did not start; it has said why.
    case serverDidNotStart(engine: String)
    /// The server under test ended by itself.
    case serverEnded
    /// A generator of load did not say what it measured.
    case noSummary(tool: String, output: String)
    /// A file is no report, or is not there.
    case cannotRead(path: String, reason: String)
    /// A file could not be written.
    case cannotWrite(path: String, reason: String)

    package var description: String {
        switch self {
        case .missingTool(let name, let package):
            "\(name) is not installed: sudo apt-get install \(package), dnf install \(package) or brew install \(package)"
        case .serverDidNotStart(let engine):
            "the server with the engine \(engine) did not start; it says why above"
        case .serverEnded:
            "the server under test has ended by itself; run its command by hand to see why"
        case .noSummary(let tool, let output):
            "\(tool) did not report what it measured; it said: \(output.split(separator: "\n").suffix(3).joined(separator: " | "))"
        case .cannotRead(let path, let reason):
            "cannot read the report \(path): \(reason)"
        case .cannotWrite(let path, let reason):
            "cannot write \(path): \(reason)"
        }
    }
}
