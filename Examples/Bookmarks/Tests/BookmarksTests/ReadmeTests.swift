// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

struct ReadmeTests {
    @Test func theShortProgramIsTheOneThatIsBuilt() throws {
        let root = URL(filePath: #filePath).appending(path: "../../..").standardized
        let readme = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
        let program = try String(
            contentsOf: root.appending(path: "Sources/Notes/main.swift"), encoding: .utf8)
        #expect(program.contains("WorkerLocal"))
        #expect(readme.contains("```swift\n\(program)```\n"))
    }
}
