// SPDX-License-Identifier: Apache-2.0
import Foundation
import SystemPackage
import TestSupport
import Testing

@testable import PorticoCLI

/// What cannot be had by running the command: a file that changes at the wrong moment.
@Suite(.timeLimit(.minutes(1))) struct FileContentTests {
    private func found(_ path: FilePath) throws -> FoundFile {
        FoundFile(path: path, version: .init(try path.stat(followTargetSymlink: false)))
    }

    /// Opens a file of three blocks, reads one, changes it with `change`, and reads on.
    private func readWhile(_ change: (FileTree) throws -> Void) throws {
        try FileTree.make { tree in
            try tree.write("file", [UInt8](repeating: 7, count: 3 * FileContent.blockBytes))
            let file = try found(FilePath(tree.path("file")))
            var content = try FileContent(file)
            #expect(try content.next()?.count == FileContent.blockBytes)
            try change(tree)
            #expect(throws: FileProblem.changed(file.path)) {
                while try content.next() != nil {}
            }
            #expect(throws: FileProblem.changed(file.path)) { _ = try FileContent(file) }
        }
    }

    @Test func aFileThatShrinksWhileItIsReadIsAProblem() throws {
        try readWhile { tree in
            let file = try FileDescriptor.open(FilePath(tree.path("file")), .readWrite)
            try file.closeAfter { try file.resize(to: Int64(FileContent.blockBytes + 1)) }
        }
    }

    @Test func aFileThatIsWrittenToWhileItIsReadIsAProblem() throws {
        try readWhile { tree in
            let file = try FileDescriptor.open(FilePath(tree.path("file")), .readWrite)
            try file.closeAfter { _ = try file.writeAll(toAbsoluteOffset: 0, [8]) }
            // Two writes may happen within one tick of the clock of the file system.
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: 1)],
                ofItemAtPath: tree.path("file"))
        }
    }

    @Test func aFileThatBecameALinkIsNotFollowed() throws {
        try FileTree.make { tree in
            try tree.write("file", "text")
            try tree.write("other", "text")
            let file = try found(FilePath(tree.path("file")))
            try FileManager.default.removeItem(atPath: tree.path("file"))
            try tree.link("file", symbolicallyTo: "other")
            #expect(throws: FileProblem.self) { _ = try FileContent(file) }
        }
    }

    @Test func aFileThatBecameAPipeIsNotWaitedFor() throws {
        try FileTree.make { tree in
            try tree.write("file", "text")
            let file = try found(FilePath(tree.path("file")))
            try FileManager.default.removeItem(atPath: tree.path("file"))
            try tree.makePipe("file")
            #expect(throws: FileProblem.changed(file.path)) { _ = try FileContent(file) }
        }
    }

    @Test func theSystemsReasonIsToldWhoeverReportsIt() throws {
        let folder = try FileDescriptor.open(FilePath("/"), .readOnly)
        let handle = FileHandle(fileDescriptor: folder.rawValue, closeOnDealloc: true)
        let errors: [any Error] = [
            try #require(throws: (any Error).self) { _ = try handle.read(upToCount: 1) },
            Errno.isDirectory,
        ]
        for error in errors { #expect(FileProblem("file", error).reason == "is a directory") }
    }
}
