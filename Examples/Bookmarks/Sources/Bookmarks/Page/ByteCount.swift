// SPDX-License-Identifier: Apache-2.0

/// A number of bytes as people say it.
enum ByteCount {
    static func text(_ bytes: Int) -> String {
        switch bytes {
        case ..<1024: "\(bytes) bytes"
        case ..<(1 << 20): "\((bytes + 512) >> 10) KiB"
        default: "\((bytes + (1 << 19)) >> 20) MiB"
        }
    }
}
