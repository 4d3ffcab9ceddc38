// SPDX-License-Identifier: Apache-2.0
import Libevent

extension Request {
    /// This request with its body expanded by `decoder`, up to `maxBytes`, and without the fields `names`, which
    /// are given in lower case.
    ///
    /// A whole body is expanded here and now, a stream while it is read.
    package func decodingBody(
        by decoder: any BodyDecoder, maxBytes: Int, removing names: [String]
    ) throws(RequestBodyError) -> Request {
        let decoded = DecodedBody(body, decoder, maxBytes: maxBytes)
        guard !body.isStreamed else { return replacing([], decoded, names) }
        var bytes: [UInt8] = []
        while let chunk = try decoded.read(upTo: .max) { bytes += chunk }
        return replacing(bytes, nil, names)
    }

    private func replacing(
        _ bytes: [UInt8], _ decoded: DecodedBody?, _ names: [String]
    ) -> Request {
        let received = ReceivedRequest(
            id: received.id, head: received.head.removing(names), body: bytes,
            streamed: received.streamedBody, remoteAddress: received.remoteAddress)
        return Request(received, decoded: decoded)
    }
}
