// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport

/// A folder of files for a test that awaits, which removes it itself.
struct KeptTree {
    let files: FileTree

    init() throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("portico-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        files = FileTree(root: folder.resolvingSymlinksInPath().path)
    }

    func remove() {
        // What cannot be removed stays behind, and the test is none the worse for it.
        try? FileManager.default.removeItem(atPath: files.root)
    }
}
