// SPDX-License-Identifier: Apache-2.0
import Glibc
import Libevent
import PorticoPool

/// Why a folder cannot be served.
public enum FileError: Error, Sendable, Hashable, CustomStringConvertible {
    /// There is nothing at the path.
    case folderNotFound(path: String)
    /// What is at the path is no folder.
    case notAFolder(path: String)
    /// The user of the process may not enter the folder, or one on the way to it.
    case permissionDenied(path: String)
    /// The system refused `call`, with its own `reason`.
    case system(path: String, call: String, reason: String)

    init(_ error: LibeventError, path: String) {
        self =
            switch error.code {
            case ENOENT: .folderNotFound(path: path)
            case ENOTDIR: .notAFolder(path: path)
            case EACCES, EPERM: .permissionDenied(path: path)
            default:
                .system(path: path, call: error.call, reason: describeErrno(error.code))
            }
    }

    /// One line for a person: what was attempted, why it failed, what to do.
    public var description: String {
        switch self {
        case .folderNotFound(let path):
            "cannot serve \(path): there is no such folder; make it or check the path"
        case .notAFolder(let path):
            "cannot serve \(path): it is no folder; name the folder that it lies in"
        case .permissionDenied(let path):
            "cannot serve \(path): permission denied; the user of the process must be able to enter it"
        case .system(let path, let call, let reason):
            "cannot serve \(path): \(call): \(reason)"
        }
    }
}
