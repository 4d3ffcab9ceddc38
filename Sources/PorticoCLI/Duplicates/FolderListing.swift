// SPDX-License-Identifier: Apache-2.0
import Foundation
import SystemPackage

/// What lies in one folder.
struct FolderListing: Sendable {
    private(set) var files: [FoundFile] = []
    private(set) var folders: [FilePath] = []
    private(set) var problems: [FileProblem] = []
    private(set) var leftOut = LeftOut()

    /// What is not compared with anything, counted.
    struct LeftOut: Sendable {
        var empty = 0
        var links = 0
        var special = 0
    }

    /// Reads the folder at `path`; what goes wrong becomes a problem in the listing.
    init(of path: FilePath) {
        do {
            for name in try FileManager.default.contentsOfDirectory(atPath: path.string) {
                add(path.appending(name))
            }
        } catch {
            problems.append(FileProblem(path, error))
        }
    }

    private mutating func add(_ path: FilePath) {
        let status: Stat
        do {
            status = try path.stat(followTargetSymlink: false)
        } catch {
            // Foundation repairs names that are no UTF-8, so their files cannot be asked for.
            let isRepaired = path.string.unicodeScalars.contains("\u{FFFD}")
            problems.append(
                isRepaired
                    ? FileProblem(path, "its name is no UTF-8") : FileProblem(path, error))
            return
        }
        switch status.type {
        case .directory: folders.append(path)
        case .symbolicLink: leftOut.links += 1
        case .regular where status.size == 0: leftOut.empty += 1
        case .regular: files.append(FoundFile(path: path, version: .init(status)))
        default: leftOut.special += 1
        }
    }
}
