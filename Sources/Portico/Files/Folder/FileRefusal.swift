// SPDX-License-Identifier: Apache-2.0
import Glibc
import HTTPTypes
import Libevent
import Logging
import PorticoPool

/// What a client is told when the system does not open a file.
enum FileRefusal: Equatable {
    /// 404.
    case nothingThere
    /// 404 as well, and a line in the log: the path leads out of the folder, or to something that is no file.
    case notServed
    /// 403.
    case forbidden
    /// 503: the process or the system has no descriptors left, or no memory.
    case shortage
    /// 500.
    case failed

    init(_ code: Int32) {
        self =
            switch code {
            case ENOENT, ENOTDIR, ENAMETOOLONG: .nothingThere
            // ENXIO: a socket, or a device that is not there.
            case EXDEV, ELOOP, ENXIO, ENODEV, EISDIR: .notServed
            case EACCES, EPERM: .forbidden
            case EMFILE, ENFILE, ENOMEM, EAGAIN: .shortage
            default: .failed
            }
    }

    /// Throws what becomes the answer, and logs what its operator should know; returns when it is 404.
    static func handle(_ error: LibeventError, path: String, _ context: Context) throws {
        let metadata = ["path": "\(path)", "reason": "\(error)"] as Logger.Metadata
        switch FileRefusal(error.code) {
        case .nothingThere:
            break
        case .notServed:
            context.logger.info("a path leads to nothing that may be served", metadata: metadata)
        case .forbidden:
            context.logger.warning("a file may not be read", metadata: metadata)
            throw HTTPError(.forbidden)
        case .shortage:
            context.logger.error("a file could not be opened", metadata: metadata)
            throw HTTPError(.serviceUnavailable, headers: [.retryAfter: "1"])
        case .failed:
            throw error
        }
    }
}
