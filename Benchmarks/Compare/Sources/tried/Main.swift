// SPDX-License-Identifier: Apache-2.0
// What other pools do, tried. Each line is `pool, question: what happened`; they are the cells of
// ComparedWithOthers.md.
//
//     swift run --package-path Benchmarks/Compare tried
//
// A question that ends the process or hangs is asked in a child, which is this program with the name
// of a deed for an argument.

import Foundation

@main
struct Tried {
    /// How a child ends whose deed has not come back.
    static let hung: Int32 = 75

    static func main() async throws {
        if let deed = CommandLine.arguments.dropFirst().first {
            // On a thread of its own, as it may never come back.
            Thread.detachNewThread {
                deeds[deed]?()
                exit(0)
            }
            rest(milliseconds: 2_000)
            exit(hung)
        }
        for (pool, questions) in [("Dispatch", onDispatch), ("NIOThreadPool", onNIO)] {
            for (question, answer) in questions {
                print("\(pool), \(question): \(try await answer())")
            }
        }
    }

    /// Does a deed in a child and says how it ended.
    static func inChild(_ deed: String) throws -> String {
        let child = Process()
        child.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
        child.arguments = [deed]
        child.environment = ["SWIFT_BACKTRACE": "enable=no"]
        child.standardError = FileHandle.nullDevice
        try child.run()
        child.waitUntilExit()
        if child.terminationReason == .uncaughtSignal {
            return "signal \(child.terminationStatus) ended the process"
        }
        return child.terminationStatus == hung ? "hung" : "came back"
    }
}

/// A question, and a program that answers it.
typealias Question = (String, @Sendable () async throws -> String)

/// What only a child may do.
let deeds: [String: @Sendable () -> Void] = [
    "dispatch-sync-to-self": dispatchSyncToSelf,
    "dispatch-trap": dispatchTrap,
    "nio-trap": nioTrap,
    "nio-shutdown-on-own-thread": nioShutdownOnOwnThread,
]

/// An error that a job throws.
struct Broken: Error {}
