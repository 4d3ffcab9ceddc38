// SPDX-License-Identifier: Apache-2.0

/// Why a comparison could not be made.
package enum CompareError: Error, Equatable, CustomStringConvertible {
    /// A program is not installed.
    case missingTool(String, package: String)
    /// There are no requests, or other values that nothing can be measured with.
    case unusable(reason: String)
    /// A request cannot be sent.
    case cannotSend(request: String, reason: String)
    /// The handlers do not answer a request with what it asks for.
    case refused(request: String, status: Int)
    /// The variable of the environment by which children know their part was set by somebody else.
    case unknownRole(String)
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
        case .unusable(let reason):
            "cannot compare: \(reason)"
        case .cannotSend(let request, let reason):
            "cannot compare \(request): \(reason)"
        case .refused(let request, let status):
            "cannot compare \(request): it is answered with \(status), and only what is below 400 counts; try the request by hand"
        case .unknownRole(let text):
            "cannot be a part of a comparison: PORTICO_COMPARE is \(text), which only a comparison sets"
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

extension CompareError {
    /// The exit code that `sysexits.h` has for it.
    package var exitCode: Int32 {
        switch self {
        case .unusable, .cannotSend, .unknownRole: 64  // EX_USAGE
        case .refused: 65  // EX_DATAERR
        case .missingTool: 69  // EX_UNAVAILABLE
        case .cannotRead: 66  // EX_NOINPUT
        case .cannotWrite: 73  // EX_CANTCREAT
        case .serverDidNotStart: 71  // EX_OSERR
        case .serverEnded, .noSummary: 70  // EX_SOFTWARE
        }
    }
}
