// SPDX-License-Identifier: Apache-2.0

import Foundation
package import Testing

/// Ends the whole run, and says which test it was, when a test takes longer than it may.
///
/// The library's own `.timeLimit` cancels the task of a test, which is no help when a thread of it blocks:
/// then the run hangs and nobody knows where.
package struct EndsWithin: TestTrait, SuiteTrait, TestScoping {
    let seconds: Int

    package var isRecursive: Bool { true }

    package func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        guard testCase != nil else { return try await function() }
        let isOver = Gate()
        let (name, seconds) = (test.name, Sanitizer.isOn ? 5 * seconds : seconds)
        Thread.detachNewThread {
            guard !isOver.wait(atMost: TimeInterval(seconds)) else { return }
            let place = "\(test.sourceLocation)"
            FileHandle.standardError.write(
                Data("test \(name) at \(place) has not ended after \(seconds) s: it hangs\n".utf8))
            exit(1)
        }
        defer { isOver.open() }
        try await function()
    }
}

extension Trait where Self == EndsWithin {
    /// Lets each test take so many minutes, five times as many under a sanitizer.
    package static func endsWithin(minutes: Int) -> EndsWithin { EndsWithin(seconds: minutes * 60) }
}
