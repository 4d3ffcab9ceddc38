// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Portico
import TestSupport
import Testing

/// Forms that come over a connection.
@Suite(.serialized, .endsWithin(minutes: 1)) struct MultipartUploadTests {
    /// Answers with what came, on a path for each way to read it.
    private static let handler: Handler = {
        var router = Router()
        for (path, policy) in [
            ("/whole", BodyPolicy.whole(maxBytes: 1 << 20)),
            ("/stream", .stream(maxBytes: 1 << 20)),
        ] {
            router.post("\(path)/plain", body: policy) { request, _ in
                var lines: [String] = []
                let form = try request.multipart()
                while let part = try form.nextPart() {
                    let bytes = try part.collect(upTo: 1 << 20)
                    lines.append("\(part.name) \(bytes.count) \(bytes == content)")
                }
                return lines.joined(separator: "\n")
            }
            router.post("\(path)/async", body: policy) { request, _ in
                var lines: [String] = []
                for try await part in try request.multipart().parts {
                    let bytes = try await part.collect(upTo: 1 << 20)
                    lines.append("\(part.name) \(bytes.count) \(bytes == content)")
                }
                return lines.joined(separator: "\n")
            }
        }
        return Handler(router)
    }()

    private static let paths = ["/whole/plain", "/whole/async", "/stream/plain", "/stream/async"]

    private static let start = """
        --b\r\nContent-Disposition: form-data; name="t"\r\n\r\nx\r
        --b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n
        """
    private static let content = Pattern.bytes(200_000)

    @Test func letsOnlyOneReadAtATime() async throws {
        let isRefused = Gate()
        var router = Router()
        router.post("/both", body: .stream(maxBytes: 1 << 20)) { request, _ in
            let form = try request.multipart()
            let read = { @Sendable () async throws -> String in
                do throws(any Error) {
                    return try await form.nextPart()?.name ?? "none"
                } catch RequestBodyError.alreadyBeingRead {
                    isRefused.open()
                    return "refused"
                }
            }
            async let first = read()
            async let second = read()
            return try await [first, second].sorted().joined(separator: " ")
        }
        try await withServer(handler: Handler(router)) { test in
            let connection = try test.connect()
            let body = Self.start + "\r\n--b--\r\n"
            try connection.send(head("/both", body.utf8.count))
            #expect(isRefused.wait())
            try connection.send(body)
            #expect(try connection.readResponse().text == "refused t")
        }
    }

    private func head(_ path: String, _ length: Int) -> String {
        Site.request(
            "POST", path,
            ["Content-Type: multipart/form-data; boundary=b", "Content-Length: \(length)"])
    }

    @Test(arguments: TestEngine.ofEachKind)
    func comeInPieces(_ engine: TestEngine) async throws {
        let body = Array(Self.start.utf8) + Self.content + Array("\r\n--b--\r\n".utf8)
        try await withServer(engine, handler: Self.handler) { test in
            for path in Self.paths {
                let connection = try test.connect()
                try connection.send(head(path, body.count))
                for start in stride(from: 0, to: body.count, by: 4_099) {
                    try connection.send(Array(body[start..<min(start + 4_099, body.count)]))
                }
                #expect(try connection.readResponse().text == "t 1 false\nfile 200000 true")
            }
        }
    }

    @Test func areRefusedWithAStatus() async throws {
        try await withServer(handler: Self.handler) { test in
            for path in Self.paths {
                let body = Array((Self.start + "x\r\n--b").utf8)
                let connection = try test.connect()
                try connection.send(head(path, body.count))
                try connection.send(body)
                let response = try connection.readResponse()
                #expect(response.status == 400)
                #expect(
                    response.text
                        == "400 Bad Request: cannot read the form: the body ends before its last boundary\n"
                )
            }
        }
    }
}
