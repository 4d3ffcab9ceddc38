// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Portico

/// The handlers that most tests talk to.
enum Site {
    static let handler: Handler = {
        var router = Router()
        router.get("/") { _, _ in "hello\n" }
        router.get("/async") { _, _ in
            await Task.yield()
            return "hello from a task\n"
        }
        router.get("/path/**") { request, _ in request.target }
        router.post("/echo") { request, _ in request.body.bytes }
        router.post("/async-echo") { request, _ in
            await Task.yield()
            return request.body.bytes
        }
        router.get("/204") { _, _ in
            Response(status: .noContent, body: "a body that may not be sent")
        }
        router.get("/205") { _, _ in
            Response(status: .resetContent, body: "a body that may not be sent")
        }
        router.get("/304") { _, _ in
            Response(
                status: .notModified, headers: [.eTag: "\"a\""], body: "a body that may not be sent"
            )
        }
        router.get("/close") { _, _ in Response(headers: [.connection: "close"], body: "bye\n") }
        return Handler(router)
    }()

    /// The text of a request with `Host` and `fields`.
    static func request(
        _ method: String, _ target: String, version: String = "HTTP/1.1", _ fields: [String] = [],
        body: String = ""
    ) -> String {
        let lines = (["\(method) \(target) \(version)", "Host: a"] + fields).map { "\($0)\r\n" }
        return "\(lines.joined())\r\n\(body)"
    }
}
