// SPDX-License-Identifier: Apache-2.0

/// The parts of some content that a client asks for, RFC 9110 §14.
enum ByteRanges: Equatable {
    /// All of it: the field asks for nothing that there is, or for more than is good.
    case whole
    /// None of it can be had: 416.
    case notSatisfiable
    /// Parts that neither overlap nor touch, in the order in which they were asked for.
    case parts([Range<Int>])

    /// How many ranges one request may list; with more, `Range` is ignored, RFC 9110 §14.2.
    static let maxRanges = 32
    /// Parts that are so near to each other are sent as one: their heads would be longer than the gap.
    static let maxGap = 128

    /// Reads the value of `Range` for content of `length` bytes.
    ///
    /// A unit other than bytes and what is malformed are ignored, RFC 9110 §14.2.
    init(_ text: String, length: Int) {
        guard let specs = Self.specs(text) else {
            self = .whole
            return
        }
        guard specs.contains(where: { $0.isSatisfiable(length) }) else {
            self = .notSatisfiable
            return
        }
        let ranges = specs.compactMap { $0.range(length) }
        // The last bytes of nothing: that can be had, and no Content-Range can say it.
        self = ranges.isEmpty ? .whole : .parts(Self.merged(ranges))
    }

    /// `0-499`, `500-` or `-500`.
    private enum Spec {
        case from(Int, through: Int)
        case last(Int)

        /// RFC 9110 §14.1.2: it begins within the content, or asks for some last bytes.
        func isSatisfiable(_ length: Int) -> Bool {
            switch self {
            case .from(let first, _): first < length
            case .last(let count): count > 0
            }
        }

        func range(_ length: Int) -> Range<Int>? {
            switch self {
            case .from(let first, let last):
                first < length ? first..<min(last, length - 1) + 1 : nil
            case .last(let count):
                count > 0 && length > 0 ? max(length - count, 0)..<length : nil
            }
        }
    }

    private static func specs(_ text: String) -> [Spec]? {
        let halves = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard halves.count == 2, halves[0].lowercased() == "bytes" else { return nil }
        var specs: [Spec] = []
        for member in halves[1].split(separator: ",", omittingEmptySubsequences: true) {
            let member = member.trimmingBlanks
            // Empty members of a list are skipped, RFC 9110 §5.6.1.2.
            if member.isEmpty { continue }
            guard specs.count < maxRanges, let spec = spec(member) else { return nil }
            specs.append(spec)
        }
        return specs.isEmpty ? nil : specs
    }

    private static func spec(_ text: Substring) -> Spec? {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2 else { return nil }
        if ends[0].isEmpty { return position(ends[1]).map { .last($0) } }
        guard let first = position(ends[0]) else { return nil }
        if ends[1].isEmpty { return .from(first, through: .max) }
        guard let last = position(ends[1]), last >= first else { return nil }
        return .from(first, through: last)
    }

    /// A number of any length: what does not fit lies beyond every file.
    private static func position(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) else { return nil }
        return Int(text) ?? .max
    }

    /// Joins what overlaps or is near, each where the first of its parts was asked for, RFC 9110 §15.3.7.2.
    private static func merged(_ ranges: [Range<Int>]) -> [Range<Int>] {
        var result: [Range<Int>] = []
        for range in ranges {
            var (range, place) = (range, result.count)
            while let index = result.firstIndex(where: { isNear($0, range) }) {
                let other = result.remove(at: index)
                range =
                    min(
                        range.lowerBound, other.lowerBound)..<max(
                        range.upperBound, other.upperBound)
                place = min(place, index)
            }
            result.insert(range, at: place)
        }
        return result
    }

    private static func isNear(_ one: Range<Int>, _ other: Range<Int>) -> Bool {
        one.lowerBound - maxGap <= other.upperBound && other.lowerBound - maxGap <= one.upperBound
    }
}

extension Substring {
    /// Without spaces and tabs at both ends.
    var trimmingBlanks: Substring {
        var text = self
        while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }
}
