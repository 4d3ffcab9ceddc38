// SPDX-License-Identifier: Apache-2.0

/// A form in which a file may lie beside itself, RFC 9110 §8.4.1.
enum ContentCoding: String, Sendable, CaseIterable {
    // In the order in which they are preferred: the smallest first.
    case brotli = "br"
    case gzip
    case identity

    /// What the name of such a file ends with.
    var suffix: String {
        switch self {
        case .brotli: ".br"
        case .gzip: ".gz"
        case .identity: ""
        }
    }
}
