// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Libevent
import PorticoPool

/// What replies say of a file in one state.
struct FileDescription: Sendable {
    let status: FileStatus
    /// The media type.
    let type: String
    let validators: Validators
    /// All fields of a reply with content that are not about the framing.
    let fields: HTTPFields
}

/// What was said of files, kept until it is not true any more: their dates and tags are not made anew for each
/// request.
///
/// From any thread.
final class FileDescriptions: Sendable {
    /// How many are kept, a few hundred bytes each; then it begins anew.
    static let maxCount = 1024

    private let known = Guarded<[String: FileDescription]>([:])

    /// What was said of the file at `key`, if it is still at `status`.
    func description(of key: String, at status: FileStatus, now: Int) -> FileDescription? {
        guard Validators.isSettled(status, now: now) else { return nil }
        let found = known.withLock { $0[key] }
        return found?.status == status ? found : nil
    }

    /// Keeps a description, unless the file is so fresh that it might change without a sign.
    func keep(_ description: FileDescription, for key: String, now: Int) {
        guard Validators.isSettled(description.status, now: now) else { return }
        // What is dropped is released outside of the lock.
        let dropped = known.withLock { known -> [String: FileDescription] in
            guard known.count >= Self.maxCount, known[key] == nil else {
                known[key] = description
                return [:]
            }
            defer { known = [key: description] }
            return known
        }
        withExtendedLifetime(dropped) {}
    }
}
