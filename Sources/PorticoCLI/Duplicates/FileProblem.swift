// SPDX-License-Identifier: Apache-2.0
import Foundation
import SystemPackage

/// Why a file or folder could not be read.
struct FileProblem: Error, Sendable, Hashable, CustomStringConvertible {
    let path: FilePath
    let reason: String

    init(_ path: FilePath, _ reason: String) {
        (self.path, self.reason) = (path, reason)
    }

    /// Takes the reason from an error of swift-system or of Foundation.
    init(_ path: FilePath, _ error: any Error) {
        self.path = path
        let code = error as? Errno ?? Self.errno(beneath: error)
        reason = code.map { "\($0)".lowercased() } ?? "\(error)"
    }

    private static func errno(beneath error: any Error) -> Errno? {
        // FileManager and FileHandle wrap the same number in different types.
        switch (error as? CocoaError)?.underlying {
        case let error as POSIXError: Errno(rawValue: error.code.rawValue)
        case let error as NSError where error.domain == NSPOSIXErrorDomain:
            Errno(rawValue: CInt(error.code))
        default: nil
        }
    }

    /// It became smaller, grew, was written to or replaced while it was looked at.
    static func changed(_ path: FilePath) -> FileProblem {
        FileProblem(path, "it changed meanwhile")
    }

    var description: String { "cannot read \(path): \(reason)" }
}
