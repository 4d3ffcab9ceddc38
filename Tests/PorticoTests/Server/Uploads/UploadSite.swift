// SPDX-License-Identifier: Apache-2.0
import Foundation
import HTTPTypes
import Portico
import TestSupport

/// Handlers whose bodies are streamed.
enum UploadSite {
    /// The largest streamed body.
    static let limit = 64 << 20

    static let handler: Handler = {
        var router = Router()
        router.get("/") { _, _ in "hello\n" }
        let policy = BodyPolicy.stream(maxBytes: limit)
        router.post("/read", body: policy) { request, _ in
            var all: [UInt8] = []
            while let chunk = try request.body.read() { all += chunk }
            return all
        }
        router.post("/read-7", body: policy) { request, _ in
            var all: [UInt8] = []
            while let chunk = try request.body.read(upTo: 7) { all += chunk }
            return all
        }
        router.post("/collect", body: policy) { request, _ in
            try request.body.collect(upTo: limit)
        }
        router.post("/chunks", body: policy) { request, _ in
            var all: [UInt8] = []
            for try await chunk in request.body.chunks { all += chunk }
            return all
        }
        router.post("/async-read-7", body: policy) { request, _ in
            var all: [UInt8] = []
            while let chunk = try await request.body.read(upTo: 7) { all += chunk }
            return all
        }
        router.put("/async-collect", body: policy) { request, _ in
            try await request.body.collect(upTo: limit)
        }
        router.post("/read-into", body: policy) { request, _ in
            var (all, isOver) = ([UInt8](), false)
            while !isOver {
                try all.append(addingCapacity: 1_000) { output throws(RequestBodyError) in
                    while !output.isFull, !isOver {
                        isOver = try request.body.read(into: &output) == 0
                    }
                }
            }
            return all
        }
        // Each chunk must stay what it is while others come.
        router.post("/keep", body: policy) { request, _ in
            var chunks: [[UInt8]] = []
            while let chunk = try request.body.read() { chunks.append(chunk) }
            return Array(chunks.joined())
        }
        router.post("/async-keep", body: policy) { request, _ in
            var chunks: [[UInt8]] = []
            for try await chunk in request.body.chunks {
                // Some are let go of, and their memory is used again.
                chunks.append(chunks.count % 3 == 0 ? chunk : chunk + [])
            }
            return Array(chunks.joined())
        }
        router.post("/ignore", body: policy) { _, _ in "ignored\n" }
        return Handler(router)
    }()

    /// The routes that answer with the body that they were sent.
    static let echoes = [
        "POST /read", "POST /read-7", "POST /collect", "POST /chunks", "POST /async-read-7",
        "PUT /async-collect", "POST /read-into",
    ]

    /// The head of a request to one of ``echoes``.
    static func head(_ echo: String, _ fields: String...) -> String {
        let parts = echo.split(separator: " ").map(String.init)
        return Site.request(parts[0], parts[1], fields)
    }

    /// Sends a request from a thread of its own, and writes down the text of the reply.
    static func send(
        _ head: String, _ wire: [UInt8], to test: TestServer
    ) -> (sent: Gate, replies: Journal<String>) {
        let (sent, replies) = (Gate(), Journal<String>())
        Thread.detachNewThread {
            do {
                let connection = try test.connect()
                try connection.send(head)
                try connection.send(wire)
                sent.open()
                replies.write(try connection.readResponse().text)
            } catch {
                replies.write("\(error)")
            }
        }
        return (sent, replies)
    }

    /// `body` in chunks of `size` bytes.
    static func chunked(_ body: [UInt8], size: Int) -> [UInt8] {
        var wire: [UInt8] = []
        for start in stride(from: 0, to: body.count, by: size) {
            let chunk = body[start..<min(start + size, body.count)]
            wire += "\(String(chunk.count, radix: 16))\r\n".utf8
            wire += chunk
            wire += "\r\n".utf8
        }
        return wire + "0\r\n\r\n".utf8
    }
}

/// A handler that stops where a test wants it to, and says how its reading ended.
final class HeldUpload: Sendable {
    let entered = Gate()
    let released = Gate()
    let ends = Journal<String>()
    let requests = Journal<Request>()

    /// Reads all once it is released, and answers with the number of bytes.
    func plain(_ policy: BodyPolicy = .stream(maxBytes: UploadSite.limit)) -> Handler {
        Handler(body: policy) { [self] request, _ in
            guard request.method == .post else { return "hello\n" }
            requests.write(request)
            entered.open()
            released.wait()
            var count = 0
            do {
                while let chunk = try request.body.read() { count += chunk.count }
            } catch {
                ends.write("\(error)")
                throw error
            }
            ends.write("end")
            return "\(count)\n"
        }
    }

    /// Like ``plain(_:)``, and does not wait to be released.
    func async(_ policy: BodyPolicy = .stream(maxBytes: UploadSite.limit)) -> Handler {
        Handler(body: policy) { [self] request, _ in
            guard request.method == .post else { return "hello\n" }
            requests.write(request)
            entered.open()
            var count = 0
            do {
                for try await chunk in request.body.chunks { count += chunk.count }
            } catch {
                ends.write("\(error)")
                throw error
            }
            ends.write("end")
            return "\(count)\n"
        }
    }
}
