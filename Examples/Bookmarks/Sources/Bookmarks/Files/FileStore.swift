// SPDX-License-Identifier: Apache-2.0
import Foundation
import Portico

/// The folder of the files that people have uploaded, under names that nobody can choose.
struct FileStore: Sendable {
    /// The largest file, in bytes.
    static let maxBytes = 16 << 20

    private let path: String
    private let folder: FileFolder

    /// Opens the folder at `path`, which is made if it is not there.
    init(path: String) throws {
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true)
        self.path = path
        folder = try FileFolder(root: path)
    }

    /// Gives what `send` sends, piece by piece, to a new file; nothing is left of one that does not come whole.
    func receive(
        name: String, _ send: (_ sink: (_ chunk: [UInt8]) throws -> Void) async throws -> Void
    ) async throws -> Attachment {
        let key = RandomKey.make()
        do {
            try Data().write(to: url(key), options: .withoutOverwriting)
            let file = try FileHandle(forWritingTo: url(key))
            var count = 0
            try await send { chunk in
                // Waits for the disk: the task runs on a Worker.
                try file.write(contentsOf: chunk)
                count += chunk.count
            }
            try file.close()
            return Attachment(key: key, name: name, bytes: count)
        } catch {
            remove(key)
            throw error
        }
    }

    /// Removes a file; one that is not there is as good as removed.
    func remove(_ key: String) {
        try? FileManager.default.removeItem(at: url(key))
    }

    /// Sends a file for the browser to keep: one that it would show could be a page with scripts.
    func response(
        with file: Attachment, to request: Request, _ context: Context
    ) throws -> Response {
        try folder.response(
            to: request, path: file.key, context: context,
            disposition: .attachment(name: file.name))
    }

    private func url(_ key: String) -> URL {
        URL(filePath: path).appending(path: key)
    }
}
