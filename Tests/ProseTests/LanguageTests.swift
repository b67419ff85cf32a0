import Testing

@testable import Prose

/// Texts of our own, one for each language that words or script must tell.
struct LanguageTests {
    @Test(arguments: [
        ("en", "The ferry to the island will sail again in May, and the council has said that it is not going to be cheap for those who live there."),
        ("de", "Die Fähre zur Insel soll im Mai wieder fahren, und der Rat hat gesagt, dass es für die Bewohner nicht billig wird."),
        ("fr", "Le ferry pour l'île doit reprendre en mai, et le conseil a dit que ce ne sera pas bon marché pour les gens qui y vivent."),
        ("es", "El ferry a la isla volverá a salir en mayo, y el consejo ha dicho que no será barato para los que viven en ella."),
        ("pt", "O barco para a ilha vai voltar em maio, e o conselho disse que não será barato para os que vivem lá, mas também não há outro."),
        ("it", "Il traghetto per l'isola tornerà a maggio, e il consiglio ha detto che non sarà a buon mercato per quelli che ci sono nati."),
        ("nl", "De veerboot naar het eiland gaat in mei weer varen, en de raad zegt dat het niet goedkoop is voor wie er woont."),
        ("sv", "Färjan till ön ska gå igen i maj, och rådet säger att det inte blir billigt för dem som bor där och som har väntat."),
        ("da", "Færgen til øen skal sejle igen i maj, og rådet siger, at det ikke bliver billigt for dem, der bor på øen efter vinteren."),
        ("no", "Ferjen til øya skal gå igjen i mai, og rådet sier at det ikke blir billig for dem som bor der etter vinteren, men noen håper."),
        ("fi", "Lautta saarelle kulkee taas toukokuussa, ja neuvosto sanoo, että se ei ole halpa, mutta myös muut ovat sitä mieltä kuin hän."),
        ("pl", "Prom na wyspę znów popłynie w maju, a rada mówi, że to nie jest tanie dla tych, którzy tam są od lat i już czekają."),
        ("cs", "Trajekt na ostrov pojede zase v květnu a rada říká, že to není levné pro ty, kteří tam jsou, protože je to jen jeden."),
        ("hu", "A komp a szigetre májusban újra indul, és a tanács szerint ez nem olcsó, de már csak ez van, mint azt most mondják."),
        ("ro", "Feribotul spre insulă va pleca din nou în mai, iar consiliul spune că nu este ieftin pentru cei care sunt acolo după iarnă."),
        ("tr", "Adaya giden vapur mayıs ayında yeniden kalkacak ve meclis bunun ucuz olmadığını söyledi, ama daha iyi bir yol yok, çok geç."),
        ("id", "Kapal ke pulau itu akan berlayar lagi pada bulan Mei, dan dewan mengatakan bahwa ini tidak murah untuk orang yang ada di sana."),
        ("vi", "Phà ra đảo sẽ chạy lại vào tháng năm, và hội đồng nói rằng điều này không rẻ cho những người đã ở đó một năm."),
        ("ru", "Паром на остров снова пойдёт в мае, и совет сказал, что это не будет дёшево для тех, кто там живёт, но он так и хотел."),
        ("uk", "Пором на острів знову піде у травні, і рада каже, що це не буде дешево для тих, які там живуть, але він так і хотів."),
        ("ar", "ستعود العبارة إلى الجزيرة في مايو وقال المجلس إن ذلك لن يكون رخيصا على من يعيش هناك بعد هذا الشتاء من كل عام"),
        ("fa", "کشتی به جزیره در ماه مه باز می گردد و شورا گفت که این برای مردم ارزان نیست اما از آن خود است"),
        ("hi", "द्वीप के लिए नाव मई में फिर चलेगी और परिषद ने कहा है कि यह उन लोगों के लिए सस्ता नहीं है जो वहां रहते हैं।"),
        ("ja", "島への船は五月にまた出ると町の議会が言った。冬のあいだ人々は待っていた。"),
        ("zh", "开往岛上的渡船五月将重新起航，镇议会表示票价不会便宜。"),
        ("ko", "섬으로 가는 배가 오월에 다시 떠난다고 마을 의회가 말했다."),
        ("el", "Το πλοίο για το νησί θα ξεκινήσει ξανά τον Μάιο, είπε το συμβούλιο."),
        ("he", "המעבורת לאי תצא שוב במאי, אמרה המועצה."),
        ("th", "เรือไปเกาะจะออกอีกครั้งในเดือนพฤษภาคม"),
    ])
    func tells(_ language: String, _ text: String) {
        #expect(LanguageDetector.language(of: Array(text.utf8)) == language)
    }

    @Test(arguments: ["", "Ferry", "12 34 56 — 78", "Karin Olde Ada Byron Silt Harbour Press"])
    func saysNothingOfTooLittle(_ text: String) {
        #expect(LanguageDetector.language(of: Array(text.utf8)) == nil)
    }

    /// The bound may fall inside of a character.
    @Test func looksAtTheStartAlone() {
        let english = "It is the ferry that they have been waiting for, and it will be there. "
        let text = String(repeating: english, count: 8) + String(repeating: "Остров и паром в мае. ", count: 200)
        #expect(LanguageDetector.language(of: Array(text.utf8)) == "en")
        let russian = String(repeating: "я", count: 300) + " и в не на что с по он как это но"
        _ = LanguageDetector.language(of: Array(russian.utf8))
    }

    @Test func theArticleSaysIt() throws {
        let article = try Reading.read(
            "Ferry to sail again\n\nThe ferry to the island will sail again in May, the council said, and it will not be cheap for those who live there.")
        #expect(article.language == "en")
    }

    @Test func languagesFitTheirBits() {
        #expect(LanguageWords.languages.count <= 64)
        #expect(Set(LanguageWords.languages).count == LanguageWords.languages.count)
    }
}
