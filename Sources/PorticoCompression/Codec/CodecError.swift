// SPDX-License-Identifier: Apache-2.0

/// Why a library cannot compress or expand.
enum CodecError: Error, Equatable, CustomStringConvertible {
    /// The library could not be set up, for want of memory.
    case unavailable(call: String)
    /// What was to be expanded is not in the coding that it should be in.
    case corrupt

    /// What was attempted, why it failed, what to do.
    var description: String {
        switch self {
        case .unavailable(let call): "cannot set up compression: \(call) failed; is memory left?"
        case .corrupt: "cannot expand the bytes: they are not in their coding"
        }
    }
}
