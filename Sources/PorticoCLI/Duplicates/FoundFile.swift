// SPDX-License-Identifier: Apache-2.0
import Glibc
import SystemPackage

/// A regular file as it was when its folder was read.
struct FoundFile: Sendable {
    let path: FilePath
    let version: Version

    /// The size in bytes.
    var bytes: Int { version.bytes }

    /// What is the same as long as a path leads to the same file and no program writes to it.
    struct Version: Sendable, Equatable {
        let identity: Identity
        let bytes: Int
        private let seconds, nanoseconds: Int

        init(_ status: Stat) {
            identity = Identity(device: status.deviceID, inode: status.inode)
            bytes = Int(status.size)
            (seconds, nanoseconds) = (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
        }
    }

    /// What several hard links to one file have in common.
    struct Identity: Sendable, Hashable {
        let device: DeviceID
        let inode: Inode
    }
}
