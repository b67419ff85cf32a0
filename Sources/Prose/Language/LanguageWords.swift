/// The commonest words of languages that share a script, folded, and a table from a word to the languages that have it.
enum LanguageWords {
    static let languages = words.map(\.0)
    static let table = WordLanguages(words.map(\.1))

    /// Words are hashed eight bytes a step, the last filled up with zeros, by the multiplication of `WordScanner`.
    static let seed = WordScanner.seed
    @inline(__always)
    static func mix(_ hash: UInt64, _ bytes: UInt64) -> UInt64 { WordScanner.mix(hash ^ bytes, WordScanner.factor) }

    private static let words: [(String, String)] = [
        ("en", "the of and to in that is was for on with as it at by from his her he she they this have has had be are were not but or an which will would said who their been its about after more when there we you"),
        ("de", "der die das und ist in den von zu mit sich des auf für nicht ein eine als auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis mehr durch"),
        ("fr", "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont avec son aux ont mais cette ses comme été elle nous vous leur ces deux même être fait sans entre après aussi"),
        ("es", "de la que el en y a los se del las un por con no una su para es al lo como más o pero sus le ha este si sin sobre entre cuando muy años también fue desde son dos han ser está todo era hasta donde según"),
        ("pt", "de a o que e do da em um para com não uma os no se na por mais as dos como mas ao ele das à seu sua ou quando muito nos já eu também só pelo pela até isso ela entre era depois sem mesmo aos seus quem foi são está ser"),
        ("it", "di e il la che in un a per è una sono con non si da come i le del della ha più dei nel al lo alla gli anche ma delle ci su o questo dal se dalla stato nella essere suo due tra anni hanno dopo era loro ancora sul"),
        ("nl", "de het een van en in is dat op te zijn voor met die niet aan er om ook als dan maar bij nog uit door over naar heeft hij ze wordt was ik haar had hebben worden meer of tot geen zich deze kan veel wel werd"),
        ("sv", "och att det i en som är av för på den med till har inte om ett de var men sig så från vi kan när år han under också efter eller nu sin där vid mot ska skulle kommer ut får finns vara hade alla"),
        ("da", "og i at det er en til af på som for med den de ikke der har et om fra var han men sig vi kan også efter blev så eller hun over ved være ud skal nu hvor vil kun bliver når mellem være mod havde op blive"),
        ("no", "og i det er en til av på som for med den de ikke har et om fra var han men seg vi kan også etter ble så eller hun over ved være ut skal nå hvor vil bare blir når mellom mot hadde opp bli sier noen"),
        ("fi", "ja on ei se että oli hän ovat mutta kun myös joka niin kuin sen ole tai jos vain nyt ollut mukaan sitä jo voi mitä kanssa vuoden ne olisi tämä ovat joita sekä jonka vielä hänen siitä mikä noin"),
        ("pl", "w i na z się nie do to że jest o jak po za od a przez dla tym co ale są był oraz tego jego które tylko który ze już być może przy było jej czy tak ma roku lub także która pod może bardzo"),
        ("cs", "a v na se je že to s z do i o k pro by ale za od jsou jako po které který jeho také tak byl podle ze však jen až být bylo už při která jak má nebo ve mezi roku jsme ještě si před"),
        ("sk", "a v na sa je že to s z do aj o k pre by ale za od sú ako po ktoré ktorý jeho tiež tak bol podľa zo však len až byť bolo už pri ktorá má alebo vo medzi roku sme ešte si pred"),
        ("hu", "a az és hogy nem is egy ez volt csak de meg van el már ha mint még azt kell után lesz pedig vagy szerint amely minden magyar olyan majd ezt aki nincs lehet között most így ami mert több"),
        ("ro", "de și în a la cu pe că din nu o pentru este care mai sunt prin un să au fost sau ce s se fi el lui după ale ei dar către între acest această fără ani cele iar lor până când"),
        ("tr", "ve bir bu da de için ile çok olarak olan ne daha gibi kadar sonra en ancak var o değil ise her ya göre ki olduğu oldu mi iki yeni ama etti dedi tarafından üzerine büyük hem şu içinde ilk"),
        ("id", "yang dan di ini itu dengan untuk pada tidak dari dalam akan juga adalah ke karena ada bisa oleh sudah saya mereka tersebut telah kata lebih atau kami bahwa menjadi seorang para anda saat hanya namun secara masih"),
        ("vi", "của và là các có được cho trong không những với một người này đã khi để từ đến về như tại sẽ ra năm nhiều cũng vào theo trên đó sau còn ở phải hơn bị nhưng"),
        ("hr", "i u je na se da za su od s kao a koji će o što iz ne bi to nije ali do koja po sve koje samo već još ili nakon kako bio kada biti prema može oko zbog prije gdje tijekom"),
        ("ca", "de la i el que a en un els les per una amb no del és se al més com ha ho dels va són ser o però aquest també entre seva seu pel fins molt sobre quan tot hi han"),
        ("et", "ja on ei et see oli ta kui ka aga mis oma nii või selle mida ning veel seda kes siis kuid olid välja pärast aasta ma need üle saab pole nende"),
        ("lv", "un ir ar no uz par ka tas bet arī kas lai to pēc kā vai nav gan bija līdz tikai pie ja jau kurš viņš šo gada vairāk tiek ko savu"),
        ("lt", "ir kad yra į su iš tai kaip bet buvo ne jis apie už per dar tik nuo taip jau po jo savo ar dėl bus metų jų kuris gali ji labai nes"),
        ("sl", "je in v na se da so za ki pa z bi tudi s po od ne o ali kot pri to ga še le do bo iz sta bil kar pred med zaradi ter biti ko"),
        ("sq", "të e në dhe që për një me nga është ka së i nuk do si më por janë kjo u ky kanë tij ishte pas duke edhe ai ku"),
        ("tl", "ang ng sa na mga at ay ni si ito para hindi kung may mula nang isang kay rin din ngunit siya niya sila ako ating"),
        ("sw", "ya na wa kwa ni katika la za cha kuwa hiyo huo alisema baada ambao yake hii wake watu lakini kama hilo pia hayo bila sasa"),
        ("af", "die en van in het is dat te nie met vir op was hy sy om aan as wat ook deur by sal hulle word na maar uit ons jy daar kan"),
        ("ru", "и в не на что с по он как это но из за его от для было так о же к а был у она или они при мы до еще все только после когда более может того также сообщил где этом"),
        ("uk", "і в не на що з та у до за як це він про від але для є його так по був також вона або після які при ми бути цього того який лише вже під час більше"),
        ("bg", "и на в да се за от не с е по че са ще като до това той при беше но след или които един тя ги само си бе има през повече към също"),
        ("sr", "и у је на се да за су од са као а који ће о што из не би то није али до која по све које само још или након како био када"),
        ("mk", "и на во да се за од не со е дека ќе како што го но ги ова по до или биде има кои беше ја само уште при"),
        ("ar", "في من على أن إلى التي عن الذي مع هذا كان هذه بعد ما لا كما بين أو ذلك وقد قد كل حيث خلال قال منذ كانت لم غير"),
        ("fa", "و در به از که این را با است برای آن یک خود تا کرد بر هم نیز شد شده می ها اما گفت بود دارد وی شود"),
        ("ur", "کے کی میں ہے کا اور سے کو نے کہ پر یہ ہیں اس بھی ایک نہیں تھا کر لئے جو گیا ہو وہ ان کیا"),
        ("hi", "के में है की से को का और ने पर कि यह भी हैं एक नहीं इस था लिए हो कर जो ही वह तो गया साथ कहा"),
        ("mr", "आहे आणि या व की त्या हे तर होते नाही असे ते मध्ये झाली करून केला आहेत होता येथे त्यांनी"),
        ("ne", "छ र को मा ले छन् पनि गरेको भने यो थियो लागि भएको हुन् गर्न हुने"),
    ]
}

/// From the hash of a word to the languages that have it: open addressing in a table twice as large as need be.
struct WordLanguages: Sendable {
    /// What a word says of its languages.
    struct Entry: Sendable {
        fileprivate var hash: UInt64 = 0
        /// A bit for each language.
        var languages: UInt64 = 0
        /// What it adds to each of them: all words weigh the same.
        var share = 0
    }

    private var entries: [Entry]
    /// Some bits of the hash of each entry; 0 where no word is. Most words are in none of the lists, and are told by this
    /// small table alone, which the cache holds.
    private var tags: [UInt16]

    /// What a word weighs, shared by the languages that have it.
    private static let weight = 60

    /// `lists` has the words of each language, with spaces between; at most 64 languages.
    init(_ lists: [String]) {
        precondition(lists.count <= 64, "a language is one bit")
        var all: [UInt64: UInt64] = [:]
        for (language, list) in lists.enumerated() {
            for word in list.split(separator: " ") {
                let bytes = Array(word.utf8)
                let hash = stride(from: 0, to: bytes.count, by: 8).reduce(LanguageWords.seed) {
                    LanguageWords.mix($0, NearKernel.eight(bytes.span.extracting(first: min(bytes.count, $1 + 8)), at: $1))
                }
                all[hash, default: 0] |= 1 << UInt64(language)
            }
        }
        var size = 1
        while size < all.count * 2 { size *= 2 }
        entries = [Entry](repeating: Entry(), count: size)
        tags = [UInt16](repeating: 0, count: size)
        for (hash, languages) in all {
            var slot = Int(truncatingIfNeeded: hash) & (size - 1)
            while tags[slot] != 0 { slot = (slot + 1) & (size - 1) }
            tags[slot] = WordLanguages.tag(hash)
            entries[slot] = Entry(hash: hash, languages: languages, share: WordLanguages.weight / languages.nonzeroBitCount)
        }
    }

    /// Nil when no language has the word.
    func languages(of hash: UInt64) -> Entry? {
        let tag = WordLanguages.tag(hash)
        var slot = Int(truncatingIfNeeded: hash) & (tags.count - 1)
        while tags[slot] != 0 {
            if tags[slot] == tag, entries[slot].hash == hash { return entries[slot] }
            slot = (slot + 1) & (tags.count - 1)
        }
        return nil
    }

    /// The upper bits, since the lower ones are the slot; never 0.
    private static func tag(_ hash: UInt64) -> UInt16 { UInt16(truncatingIfNeeded: hash >> 48) | 1 }
}
