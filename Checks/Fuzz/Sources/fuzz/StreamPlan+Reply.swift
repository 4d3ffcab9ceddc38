// SPDX-License-Identifier: Apache-2.0

extension StreamPlan {
    /// Judges the reply to a whole request, and says whether the connection goes on.
    func check(_ reply: FuzzReply, to request: Reference.Request, isReset: Bool) -> Bool {
        let text = kind == .unread ? request.echoOfHead : request.echo
        let isBroken = kind == .brokenOff && !request.isHead
        let whole = isBroken ? Array(pieces(of: text).joined()) : Array(text.utf8)
        // In HTTP/1.0 only a reset tells, and it may overtake some of the body.
        let mayLose = isBroken && reply.framing == .untilClose
        guard reply.status == 200, reply.framing == framing(of: request, text),
            request.isHead || (mayLose ? whole.starts(with: reply.body) : reply.body == whole),
            reply.isCutShort == (isBroken && reply.framing != .untilClose), !mayLose || isReset
        else { finding("\(reply) to \(request), not \(self)") }
        let hasTrailer = hasTrailer && reply.framing == .chunked && !reply.isCutShort
        guard request.isHead || reply.trailers == (hasTrailer ? [Self.trailerLine] : []) else {
            finding("trailers: \(reply)")
        }
        // The reply begins with a connection that ends if the body had not come by then; the end of an
        // empty one, too, comes after the head when it is chunked.
        let mayClose = answersEarly && (request.isChunked || !request.body.isEmpty)
        let closes = !request.isPersistent || reply.framing == .untilClose
        guard reply.closes == closes || reply.closes && mayClose else {
            finding("closing: \(reply)")
        }
        return !reply.closes && !isBroken
    }

    /// Judges what a handler answered before the body turned out to be wrong or not whole.
    func check(early reply: FuzzReply, to request: Reference.Request) {
        let head = Array(request.echoOfHead.utf8)
        switch kind {
        case .unread:
            guard reply.body == head, !reply.isCutShort, reply.closes else {
                finding("\(reply) to a part of \(request)")
            }
        default:
            // Without a chunk in the end, or with a reset.
            guard reply.framing == .untilClose || reply.isCutShort,
                reply.body.starts(with: head) || head.starts(with: reply.body)
            else { finding("\(reply) to a part of \(request)") }
        }
    }

    private static var trailerLine: String { "\(trailer.name): \(trailer.value)" }

    private func framing(of request: Reference.Request, _ text: String) -> FuzzReply.Framing {
        let isStreamed = kind != .collected && kind != .unread
        if !isStreamed || hasLength { return .length(text.utf8.count) }
        return request.minorVersion == 0 ? .untilClose : .chunked
    }
}
