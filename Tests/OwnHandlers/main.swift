// SPDX-License-Identifier: Apache-2.0
// A program that compares engines on its own handlers, as a user writes it, for the tests of that. What it
// asks for is chosen by the variable ASK.
import FoundationEssentials
import Portico
import PorticoCompare

/// What a client may send, with every byte and every sign that something on the way could stumble over.
let hostileBody = Array(UInt8.min...UInt8.max) + Array("\\065]]..\"' %s ü \r\n\r\n".utf8)
let hostileValue = "\"a\\065\" 'b' %d ]] --[[ ; c"

var router = Router()
router.get("/notes/:id") { _, context in
    // What a program prints must not get between the comparison and its server.
    print("portico is asked for a note")
    return "Note \(try context.parameters.require("id"))\n"
}
router.post("/notes") { request, _ in
    guard request.body.bytes == hostileBody, request.headers[.userAgent] == hostileValue else {
        throw HTTPError(.badRequest)
    }
    return Response(status: .created)
}
print("a line before everything")

let note = ComparedRequest("/notes/7", weight: 9)
let requests =
    switch ProcessInfo.processInfo.environment["ASK"] {
    case "nothing": [ComparedRequest]()
    case "blank": [ComparedRequest("/a b")]
    case "head": [ComparedRequest(.head, "/notes/7")]
    case "weight": [ComparedRequest("/notes/7", weight: 0)]
    case "length": [ComparedRequest("/notes/7", headers: [.contentLength: "7"])]
    case "unknown": [note, ComparedRequest("/no/such/path")]
    default:
        [
            note,
            ComparedRequest(
                .post, "/notes", headers: [.userAgent: hostileValue], body: hostileBody),
        ]
    }
await Comparison.main("notes", router: router, requests: requests)
await Comparison.main("other", handler: Handler { _, _ in "" }, requests: [ComparedRequest("/")])
print("done")
