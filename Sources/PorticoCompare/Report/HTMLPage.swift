// SPDX-License-Identifier: Apache-2.0

/// The report as one page.
package struct HTMLPage {
    private let report: Report

    package init(_ report: Report) {
        self.report = report
    }

    package var text: String { "" }
}
