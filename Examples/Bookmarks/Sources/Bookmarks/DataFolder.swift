// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Where database and files lie: in a folder of yours, or in one that goes with the program.
struct DataFolder {
    let url: URL
    private let isTemporary: Bool

    /// Makes the folder if it is not there.
    init(_ path: String?) throws {
        isTemporary = path == nil
        url =
            path.map { URL(filePath: $0) }
            ?? FileManager.default.temporaryDirectory
            .appending(path: "bookmarks-\(RandomKey.make())")
        try FileManager.default.createDirectory(
            at: url, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
    }

    func removeIfTemporary() {
        // What cannot be removed is left to the system, as other temporary files are.
        if isTemporary { try? FileManager.default.removeItem(at: url) }
    }
}
