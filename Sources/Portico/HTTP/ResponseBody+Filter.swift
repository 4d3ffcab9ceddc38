// SPDX-License-Identifier: Apache-2.0
import Libevent

extension ResponseBody {
    /// The bytes of a body that is there; nil when it is written while it is sent.
    package var bytes: [UInt8]? {
        switch content {
        case .text(let text): Array(text.utf8)
        case .bytes(let bytes): bytes
        case .writer: nil
        }
    }

    /// Whether the loop puts comments of its own between what is written.
    package var isEventStream: Bool {
        guard case .writer(let body) = content else { return false }
        return body.isEventStream
    }

    /// This body, written through a filter, which `make` makes when the body is to be written.
    ///
    /// `isOnLoop` says that its task may begin on a loop; it goes elsewhere first.
    package func filtered(
        isOnLoop: Bool, by make: @escaping @Sendable () throws -> any BodyFilter
    ) -> ResponseBody {
        let write: StreamedBody.Write
        switch content {
        case .text, .bytes:
            let bytes = bytes ?? []
            write = .plain(Self.filtering({ try $0.write(bytes) }, count, make))
        case .writer(let body):
            switch body.write {
            case .plain(let inner):
                write = .plain(Self.filtering(inner, count, make))
            case .async(let inner):
                write = .async(Self.filtering(inner, count, isOnLoop, make))
            }
        }
        return ResponseBody(
            StreamedBody(write, length: nil), contentType: contentType ?? "text/plain")
    }

    private static func filtering(
        _ write: @escaping @Sendable (BodyWriter) throws -> Void, _ length: Int?,
        _ make: @escaping @Sendable () throws -> any BodyFilter
    ) -> @Sendable (BodyWriter) throws -> Void {
        { writer in
            let stream = FilteredStream(writer, try make(), length: length)
            try write(BodyWriter(writer.stream, filtered: stream))
            try stream.finish()
        }
    }

    private static func filtering(
        _ write: @escaping @Sendable (BodyWriter) async throws -> Void, _ length: Int?,
        _ isOnLoop: Bool, _ make: @escaping @Sendable () throws -> any BodyFilter
    ) -> @Sendable (BodyWriter) async throws -> Void {
        { writer in
            if isOnLoop { await Task.yield() }
            let stream = FilteredStream(writer, try make(), length: length)
            try await write(BodyWriter(writer.stream, filtered: stream))
            try await stream.finish()
        }
    }
}
