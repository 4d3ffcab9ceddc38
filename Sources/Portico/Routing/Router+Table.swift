// SPDX-License-Identifier: Apache-2.0

extension Router: CustomStringConvertible {
    /// A line for each route in the order of adding: method, pattern, where it runs, how it receives bodies.
    public var description: String {
        let lines = routes.map { route in
            [route.method.rawValue, route.pattern, route.handler.place]
                + (route.handler.bodyPolicy.map { [$0.words] } ?? [])
        }
        let widths = (0..<3).map { column in lines.map { $0[column].count }.max() ?? 0 }
        return lines.map { line in
            let last = line.count - 1
            let padded = zip(line[..<last], widths).map { text, width in
                text + String(repeating: " ", count: width - text.count)
            }
            return (padded + [line[last]]).joined(separator: "  ")
        }.joined(separator: "\n")
    }
}

extension BodyPolicy {
    fileprivate var words: String {
        "\(isStreamed ? "streamed" : "whole") body of up to \(maxBytes) bytes"
    }
}

extension Handler {
    /// Where it runs, in a word.
    fileprivate var place: String {
        switch kind {
        case .router(let router): "router of \(router.routes.count)"
        case .plain, .wrapped: thread == .loop ? "loop" : isPlain ? "worker" : "task"
        case .async: "task"
        }
    }

    /// The routes that a server logs; nil when this is a single handler.
    var routeTable: String? { router.map { "\($0)" } }
}
