// SPDX-License-Identifier: Apache-2.0

/// Small pieces of HTML and SVG.
enum Markup {
    /// Text that a browser shows as it is.
    static func escape(_ text: String) -> String {
        var escaped = ""
        for character in text {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            default: escaped.append(character)
            }
        }
        return escaped
    }

    /// A coordinate or a share, with one place behind the point.
    static func number(_ value: Double) -> String {
        Numbers.decimal(value, places: 1)
    }

    /// Which of the page's colours an engine has: the same one in every report, or, where it is not one of
    /// Portico's, one by its place in this one.
    static func colour(of engine: Report.EngineFacts, in report: Report) -> Int {
        if engine.place != nil,
            let known = ComparedEngine.all.firstIndex(where: { $0.id == engine.id })
        {
            return known
        }
        let index = report.engines.firstIndex { $0.id == engine.id } ?? 0
        return index % HTMLStyle.colours
    }
}
