// SPDX-License-Identifier: Apache-2.0
import HTTPTypes

/// What a request gets of a file that is there.
enum FilePlan: Equatable {
    /// 412.
    case failed
    /// 304.
    case notModified
    /// 416.
    case notSatisfiable
    /// 200.
    case whole
    /// 206; several of them as multipart/byteranges.
    case parts([Range<Int>])

    /// Decides for content of `length` bytes, in the order of RFC 9110 §13.2.2.
    init(
        _ preconditions: Preconditions, range: String?, isHead: Bool, _ validators: Validators,
        length: Int, now: Int
    ) {
        switch preconditions.verdict(on: validators, now: now) {
        case .failed:
            self = .failed
        case .notModified:
            self = .notModified
        case .content(let mayBePart):
            // RFC 9110 §14.2: a range is for GET alone.
            guard mayBePart, !isHead, let range else {
                self = .whole
                return
            }
            switch ByteRanges(range, length: length) {
            case .whole: self = .whole
            case .notSatisfiable: self = .notSatisfiable
            case .parts(let parts): self = .parts(parts)
            }
        }
    }
}
