// SPDX-License-Identifier: Apache-2.0
import HTTPTypes

extension Request {
    /// The media type of `offers` that the client likes best, or nil when it takes none.
    ///
    /// ```swift
    /// guard let type = request.accepts(["application/json", "text/html"]) else {
    ///     throw HTTPError(.notAcceptable)
    /// }
    /// ```
    /// Of those that it likes equally, the one that stands first; the first of all without an `Accept`. A reply
    /// that depends on it says `Vary: Accept`, so that caches know.
    /// [RFC 9110 §12.5.1](https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1)
    ///
    /// - Precondition: Each of `offers` is a media type, such as `text/html`.
    public func accepts(_ offers: [String]) -> String? {
        let ranges = (value(of: .accept) ?? "")[...].splitOutsideQuotes(at: ",")
            .compactMap { MediaRange($0) }
        var best: (offer: String, quality: Int)?
        for offer in offers {
            guard let type = MediaRange(offer[...]) else {
                preconditionFailure("\"\(offer)\" is no media type; offer one like \"text/html\"")
            }
            let quality = ranges.isEmpty ? 1000 : Self.quality(of: type, in: ranges)
            if quality > best?.quality ?? 0 { best = (offer, quality) }
        }
        return best?.offer
    }

    /// What the closest of the ranges says; 0 when none describes `offer`.
    private static func quality(of offer: MediaRange, in ranges: [MediaRange]) -> Int {
        var closest: (specificity: Int, quality: Int)?
        for range in ranges {
            guard let specificity = range.specificity(for: offer) else { continue }
            if specificity > closest?.specificity ?? -1 { closest = (specificity, range.quality) }
        }
        return closest?.quality ?? 0
    }
}
