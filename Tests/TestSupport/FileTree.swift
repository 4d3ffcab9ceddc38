// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc

/// A folder of files for one test, which is gone after it.
package struct FileTree {
    package let root: String

    /// The files of a folder that is there.
    package init(root: String) {
        self.root = root
    }

    /// Makes a folder, runs `body`, and removes the folder.
    package static func make(_ body: (FileTree) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("portico-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        // What cannot be removed stays behind, and the test is none the worse for it.
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(FileTree(root: folder.resolvingSymlinksInPath().path))
    }

    package func path(_ name: String) -> String { "\(root)/\(name)" }

    /// Writes a file; folders in front of its name are made.
    package func write(_ name: String, _ bytes: [UInt8]) throws {
        let url = URL(fileURLWithPath: path(name))
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
    }

    package func write(_ name: String, _ text: String) throws {
        try write(name, Array(text.utf8))
    }

    /// Writes more at the end of a file.
    package func append(_ name: String, _ text: String) throws {
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path(name)))
        defer { file.closeFile() }
        file.seekToEndOfFile()
        file.write(Data(text.utf8))
    }

    /// Puts other content into a file that stays the same one.
    package func overwrite(_ name: String, _ text: String) throws {
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path(name)))
        defer { file.closeFile() }
        file.truncateFile(atOffset: 0)
        file.write(Data(text.utf8))
    }

    /// Sets the time of the last writing, in seconds since 1970.
    package func setTime(_ seconds: Int, _ name: String) throws {
        let date = Date(timeIntervalSince1970: TimeInterval(seconds))
        try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: path(name))
    }

    package func link(_ name: String, symbolicallyTo target: String) throws {
        try FileManager.default.createSymbolicLink(
            atPath: path(name), withDestinationPath: target)
    }

    package func link(_ name: String, to other: String) throws {
        try FileManager.default.linkItem(atPath: path(other), toPath: path(name))
    }

    package func makePipe(_ name: String) throws {
        guard unsafe mkfifo(path(name), 0o600) == 0 else {
            throw WireError.call("mkfifo", errno: errno)
        }
    }

    /// Writes an empty file whose name is no UTF-8.
    package func writeFileWithBrokenName() throws {
        let name: [CChar] = path("broken-").utf8CString.dropLast() + [-1, 0]
        let file = unsafe open(name, O_CREAT | O_WRONLY, 0o600)
        guard file >= 0 else { throw WireError.call("open", errno: errno) }
        close(file)
    }

    package func allow(_ mode: UInt32, _ name: String) throws {
        guard unsafe chmod(path(name), mode) == 0 else {
            throw WireError.call("chmod", errno: errno)
        }
    }
}
