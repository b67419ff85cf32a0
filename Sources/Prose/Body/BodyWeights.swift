/// How much each feature speaks for a line of the article's body, in hundredths of a logit.
///
/// Fitted by logistic regression with an L2 penalty of 40 to the lines of 86 news pages in ten languages, each line
/// labelled by whether it stands in the article; each page in four cuts (whole, with 20, 8 and 0 lines around the
/// article). A line weighs as the square root of its words, a page as much as any other, a line of the body one and a
/// half times. What it is worth on pages that it was not fitted to is told in Tests/README.md.
enum BodyWeights {
    static let bias = -52

    static let features: [Int] = [
        -45, -1, -37, 0, -34, 5, 11, 21, -10, 2,  // 0
        -56, 15, -50, 37, -19, 51, -19, 97, -23, 56,  // 10
        17, -46, -2, 48, 27, 1, 38, 24, 3, 45,  // 20
        66, -19, -24, -23, -11, -70, 15, 1, 12, -5,  // 30
        -17, 33, -14, 62, -2, -21, 18, 6, -2, -6,  // 40
        20, 3, 7, 18, 16, -5, -5, 11, -12, -12,  // 50
        1, -6, -15, 6, 12, 4, 2, 1, 3, 23,  // 60
        7, -9, 9, -2, -1, 6, 45, 6, 31, -8,  // 70
        -46, -46, -66, 10, 19, -23, -25, 11, 29, 24,  // 80
        -27, 45, -28, -26, 1, -12, -24, 11, 31, 43,  // 90
        -16, 43, -28, -49, 16, -31, -19, -3, 2, 36,  // 100
        35, 13, -23, -15, -10, 56, -31, -10, -14, 22,  // 110
        4, -18, -7, -62, 4, 16, 10, 10, -5, 28,  // 120
        8, -42, 3, 53, -26, 16, 18, 50, 18, -28,  // 130
        -33, -18, 12, 23, 52, 19, -42, -29, -31, -22,  // 140
        -7, -16, -17, 49, -61, -41, -30, -5, 13, 31,  // 150
        -25, 20, 10, 27, 59, 4, -38, 8, 8, 10,  // 160
        -94, -47, 6, 62, 74, -52,  // 170
    ]
}
