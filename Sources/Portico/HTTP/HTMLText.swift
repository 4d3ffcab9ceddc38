// SPDX-License-Identifier: Apache-2.0

/// Text in a page.
enum HTMLText {
    /// Text in HTML, also within double quotes.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default:
                // Control characters, and those that turn the direction of the text, say nothing here.
                let isShown =
                    scalar.properties.generalCategory != .control
                    && !scalar.properties.isBidiControl
                result.unicodeScalars.append(isShown ? scalar : "\u{FFFD}")
            }
        }
        return result
    }
}
