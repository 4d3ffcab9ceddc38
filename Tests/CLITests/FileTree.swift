// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import TestSupport

/// A folder of files for one test, which is gone after it.
struct FileTree {
    let root: String

    /// Makes a folder, runs `body`, and removes the folder.
    static func make(_ body: (FileTree) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("portico-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        // What cannot be removed stays behind, and the test is none the worse for it.
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(FileTree(root: folder.resolvingSymlinksInPath().path))
    }

    func path(_ name: String) -> String { "\(root)/\(name)" }

    /// Writes a file; folders in front of its name are made.
    func write(_ name: String, _ bytes: [UInt8]) throws {
        let url = URL(fileURLWithPath: path(name))
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
    }

    func write(_ name: String, _ text: String) throws {
        try write(name, Array(text.utf8))
    }

    func link(_ name: String, symbolicallyTo target: String) throws {
        try FileManager.default.createSymbolicLink(
            atPath: path(name), withDestinationPath: target)
    }

    func link(_ name: String, to other: String) throws {
        try FileManager.default.linkItem(atPath: path(other), toPath: path(name))
    }

    func makePipe(_ name: String) throws {
        guard unsafe mkfifo(path(name), 0o600) == 0 else {
            throw WireError.call("mkfifo", errno: errno)
        }
    }

    /// Writes an empty file whose name is no UTF-8.
    func writeFileWithBrokenName() throws {
        let name: [CChar] = path("broken-").utf8CString.dropLast() + [-1, 0]
        let file = unsafe open(name, O_CREAT | O_WRONLY, 0o600)
        guard file >= 0 else { throw WireError.call("open", errno: errno) }
        close(file)
    }

    func allow(_ mode: mode_t, _ name: String) throws {
        guard unsafe chmod(path(name), mode) == 0 else {
            throw WireError.call("chmod", errno: errno)
        }
    }
}
