/// How much each feature speaks for a line of the article's body, in hundredths of a logit.
///
/// Fitted by logistic regression with an L2 penalty of 8 to the lines of 86 news pages in ten languages, each line
/// labelled by whether it stands in the article; each page in four cuts (whole, with 20, 8 and 0 lines around the
/// article) and beside them 400 articles without furniture. A line weighs as the square root of its words, a page as
/// much as any other, a line of the body one and a half times. Cross-validated over pages, four parts.
enum BodyWeights {
    static let bias = -18

    static let features: [Int] = [
        -105, -6, -101, 7, -101, 53, -38, 74, -69, 4,  // 0
        -89, 53, -93, 91, -20, 115, -22, 182, -93, 158,  // 10
        126, -144, -61, 67, 78, 0, 17, 3, 20, 81,  // 20
        135, -137, -84, 4, -37, -132, 6, 2, 33, 16,  // 30
        14, 79, 33, 46, -13, -38, 30, 7, -10, 3,  // 40
        69, -2, 38, 44, 48, 12, 5, 39, -39, -33,  // 50
        12, -4, -16, 38, 72, 35, -4, 10, 27, 73,  // 60
        -6, -80, 38, 8, 2, -2, 49, -38, 47, -2,  // 70
        -54, -172, -199, -6, 125, -21, -47, 54, 30, 40,  // 80
        -69, 30, -28, -112, -40, 6, -20, 62, 38, 87,  // 90
        -8, 55, -40, -140, 27, -68, -53, 4, 13, 77,  // 100
        35, 0, -30, -9, 3, 85, -36, -12, -37, 30,  // 110
        10, -23, -17, -125, -37, -7, 14, 26, 31, 97,  // 120
    ]
}
