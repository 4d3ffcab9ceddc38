// SPDX-License-Identifier: Apache-2.0
import Portico

/// The handlers and requests of a program that uses this library.
struct OwnScenario: Scenario {
    let id: String
    let handler: Handler
    let requests: [ComparedRequest]
    let keyFigure = Figure.requestsPerSecond
    let secondFigure = Figure.p99

    var load: Load { .requests(requests) }

    var summary: String {
        let total = requests.reduce(0) { $0 + $1.weight }
        let parts = requests.prefix(4).map { request in
            let share = Numbers.significant(Double(request.weight) / Double(total) * 100)
            return requests.count == 1 ? request.name : "\(share) % \(request.name)"
        }
        let rest = requests.count > 4 ? ", and \(requests.count - 4) more" : ""
        return "The clients ask for \(parts.joined(separator: ", "))\(rest)."
    }

    func handler(over engine: ComparedEngine) -> Handler {
        engine.handler(handler)
    }

    /// Throws when nothing can be measured with it.
    func check() throws(CompareError) {
        guard !id.isEmpty, id.utf8.allSatisfy(Self.isPartOfID) else {
            throw .unusable(
                reason: "the name \"\(id)\" has other characters than letters, digits and hyphens")
        }
        guard !requests.isEmpty, requests.count <= 100 else {
            throw .unusable(reason: "there are \(requests.count) requests: give 1 to 100")
        }
        for request in requests { try request.check() }
    }

    private static func isPartOfID(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
