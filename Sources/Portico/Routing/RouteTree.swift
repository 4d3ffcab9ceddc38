// SPDX-License-Identifier: Apache-2.0
import HTTPTypes

/// The routes of a router as a tree of path components.
struct RouteTree: Sendable {
    /// One handler, with the names that its own pattern gives to the captures.
    struct Endpoint: Sendable {
        let handler: Handler
        let captureNames: [String]
    }

    private struct Node: Sendable {
        var literals: [String: Int] = [:]
        var capture: Int?
        var rest: Int?
        var endpoints: [HTTPRequest.Method: Endpoint] = [:]
    }

    private var nodes = [Node()]

    /// Adds a route; false, and nothing done, when there is one for this method and pattern.
    mutating func insert(
        _ handler: Handler, _ method: HTTPRequest.Method, _ pattern: RoutePattern
    ) -> Bool {
        var index = 0
        for component in pattern.components { index = child(of: index, component) }
        let endpoint = Endpoint(handler: handler, captureNames: pattern.captureNames)
        guard nodes[index].endpoints[method] == nil else { return false }
        nodes[index].endpoints[method] = endpoint
        return true
    }

    private mutating func child(of index: Int, _ component: RoutePattern.Component) -> Int {
        let next = nodes.count
        let found =
            switch component {
            case .literal(let text): nodes[index].literals[text]
            case .capture: nodes[index].capture
            case .rest: nodes[index].rest
            }
        if let found { return found }
        nodes.append(Node())
        switch component {
        case .literal(let text): nodes[index].literals[text] = next
        case .capture: nodes[index].capture = next
        case .rest: nodes[index].rest = next
        }
        return next
    }

    /// The endpoints at `parts` and what was captured on the way; nil when no route leads there.
    ///
    /// A literal goes before a capture, and a capture before `*`.
    func find(
        _ parts: [String]
    ) -> (endpoints: [HTTPRequest.Method: Endpoint], captured: [String])? {
        var captured: [String] = []
        guard let index = find(parts[...], from: 0, &captured) else { return nil }
        return (nodes[index].endpoints, captured)
    }

    private func find(_ parts: ArraySlice<String>, from index: Int, _ captured: inout [String])
        -> Int?
    {
        guard let part = parts.first else { return nodes[index].endpoints.isEmpty ? nil : index }
        let others = parts.dropFirst()
        if let next = nodes[index].literals[part], let end = find(others, from: next, &captured) {
            return end
        }
        let depth = captured.count
        if let next = nodes[index].capture, !part.isEmpty {
            captured.append(part)
            if let end = find(others, from: next, &captured) { return end }
            captured.removeSubrange(depth...)
        }
        guard let rest = nodes[index].rest else { return nil }
        captured.append(parts.joined(separator: "/"))
        return rest
    }
}
