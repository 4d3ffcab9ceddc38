// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Libevent

/// The conditions of a GET or HEAD, RFC 9110 §13.
struct Preconditions: Equatable {
    var ifMatch: String?
    var ifUnmodifiedSince: String?
    var ifNoneMatch: String?
    var ifModifiedSince: String?
    var ifRange: String?

    /// What a request asks for when all conditions have been looked at.
    enum Verdict: Equatable {
        /// 412.
        case failed
        /// 304.
        case notModified
        /// The content; a `Range` counts only if the last condition does not forbid it.
        case content(mayBePart: Bool)
    }

    /// What the conditions make of a file with `validators`; in the order of RFC 9110 §13.2.2.
    func verdict(on validators: Validators, now: Int) -> Verdict {
        if let ifMatch {
            // What cannot be read names no state that the client could have meant.
            let list = EntityTagList(ifMatch)
            guard list?.contains({ $0.isStronglyEqual(to: validators.tag) }) == true else {
                return .failed
            }
        } else if let date = date(ifUnmodifiedSince, now), let last = validators.lastModified,
            last > date
        {
            return .failed
        }
        if let ifNoneMatch {
            let list = EntityTagList(ifNoneMatch)
            if list?.contains({ $0.isWeaklyEqual(to: validators.tag) }) == true {
                return .notModified
            }
        } else if let date = date(ifModifiedSince, now), let last = validators.lastModified,
            last <= date
        {
            return .notModified
        }
        return .content(mayBePart: ifRangeHolds(for: validators, now: now))
    }

    private func date(_ value: String?, _ now: Int) -> Int? {
        value.flatMap { HTTPDate.parse($0, now: now) }
    }

    /// RFC 9110 §13.1.5: the same bytes as the client has a part of.
    private func ifRangeHolds(for validators: Validators, now: Int) -> Bool {
        guard let ifRange else { return true }
        if let tag = EntityTag(ifRange) { return tag.isStronglyEqual(to: validators.tag) }
        // A date is as good as a tag only where no second write can have come within the second.
        guard !validators.tag.isWeak, let last = validators.lastModified else { return false }
        return date(ifRange, now) == last
    }
}

extension Preconditions {
    /// The conditions of `request`.
    init(_ request: Request) {
        guard request.received.head.hasConditions else { return }
        ifMatch = request.value(of: .ifMatch)
        ifUnmodifiedSince = request.value(of: .ifUnmodifiedSince)
        ifNoneMatch = request.value(of: .ifNoneMatch)
        ifModifiedSince = request.value(of: .ifModifiedSince)
        ifRange = request.value(of: .ifRange)
    }
}
