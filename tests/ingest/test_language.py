"""Sentences written for these tests. Very short ones matter: headlines and messages are short."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dalel.ingest.language import detect, profiles, tag_of

READ = {
    "en": [
        "Police fired tear gas at protesters in Almaty.",
        "At least 26 people killed",
        "Protests in Almaty",
        "Shooting near the airport",
        "Internet shut down across Kazakhstan",
        "We do not know how many were wounded.",
        "Nazarbayev has not been seen in public since the unrest began, said Tokayev's office.",
        "Interior Ministry: 2,000 detained",
        "“They came at night,” she said.",
        "The akimat has not answered our calls.",
    ],
    "ru": [
        "В Алматы протесты",
        "Полиция применила слезоточивый газ.",
        "Погибли 26 человек",
        "Интернет отключили по всей стране",
        "Мы не знаем, сколько раненых.",
        "В Жанаозене перекрыли дорогу",
        "Стрельба у аэропорта",
        "МВД: задержаны 2000 человек",
        "Токаев принял отставку правительства",
        "Слышны взрывы",
        "На площади горит машина",
        "Аким Алматы обратился к жителям",
        "Люди вышли на улицы из-за роста цен на газ",
        "Связи нет второй день",
        "Что происходит в Актау?",
    ],
    "kk": [
        "Алматыда наразылық",
        "Полиция көзден жас ағызатын газ қолданды.",
        "26 адам қаза тапты",
        "Интернет бүкіл елде өшірілді",
        "Қанша адам жараланғанын білмейміз.",
        "Жаңаөзенде жол жабылды",
        "Әуежай маңында атыс болды",
        "Тоқаев үкіметтің отставкасын қабылдады",
        "Алаңға халық жиналды",
        "Әкім тұрғындармен кездесті",
        "Газ бағасы қымбаттады",
        "ІІМ: 2000 адам ұсталды",
        "Almatyda narazylyq boldy",
        "Qazaqstan turğyndary alañğa şyqty, ükımet otstavkağa ketti.",
        "Polıtsıa adamdardy ustady, álı kóp adam alańda otyr.",
    ],
}
OTHERS = {
    "Ukrainian": [
        "Поліція застосувала сльозогінний газ проти протестувальників.",
        "Протести в Києві",
        "Уряд пішов у відставку після заворушень",
        "Загинули десятки людей",
        "На площі зібралися тисячі людей.",
        "Влада вимкнула інтернет",
    ],
    "Belarusian": [
        "Пратэсты ў Мінску",
        "Міліцыя затрымала людзей на плошчы.",
        "Улады адключылі інтэрнэт па ўсёй краіне",
    ],
    "Bulgarian": [
        "Протести в София",
        "Полицията използва сълзотворен газ срещу протестиращите.",
        "Правителството подаде оставка",
    ],
    "Serbian": [
        "Протести у Београду",
        "Полиција је ухапсила десетине људи на тргу.",
        "Policija je uhapsila desetine ljudi na trgu.",
    ],
    "Macedonian": ["Полицијата употреби солзавец против демонстрантите во Скопје."],
    "Kyrgyz": [
        "Бишкекте нааразылык акциясы болду",
        "Милиция элди тараткан жок.",
        "Президент кызматынан кеткенин билдирди",
        "Аянтка миңдеген адам чыкты.",
        "Өкмөт отставкага кетти, шаарда тынч.",
        "Ок атуудан үч киши каза тапты",
    ],
    "Tatar": [
        "Казанда халык мәйданга чыкты",
        "Полиция кешеләрне тоткарлады, дип хәбәр итте министрлык.",
        "Бу хакта президент әйтте.",
    ],
    "Bashkir": ["Өфөлә кешеләр майҙанға сыҡты", "Хөкүмәт отставкаға китте, тине президент."],
    "Uzbek": [
        "Nukusda norozilik namoyishlari bo‘lib o‘tdi",
        "Toshkentda odamlar ko'chaga chiqdi",
        "Militsiya namoyishchilarni tarqatdi, deb xabar berdi vazirlik.",
        "Нукусда норозилик намойишлари бўлди",
        "Президент фавқулодда ҳолат эълон қилди",
    ],
    "Karakalpak": [
        "Nókiste xalıq maydanǵa shıqtı, dep xabarladı ministrlik.",
        "Нөкисте халық майданға шықты ҳәм ҳүкимет отставкаға кетти.",
    ],
    "Tajik": ["Дар Хоруғ эътирозҳо шуданд", "Милиса мардумро дастгир кард."],
    "Mongolian": ["Улаанбаатарт жагсаал боллоо", "Цагдаа нар хүмүүсийг баривчилжээ."],
    "Turkish": ["Ankara'da protesto", "Polis göstericilere karşı biber gazı kullandı.", "Hükümet istifa etti"],
    "Azerbaijani": ["Bakıda etiraz aksiyası keçirilib", "Polis onlarla adamı saxlayıb."],
    "Turkmen": ["Aşgabatda adamlar köçä çykdy diýip habar berildi."],
    "French": [
        "La police a tiré des gaz lacrymogènes sur les manifestants.",
        "Protestations à Almaty",
        "Le gouvernement démissionne",
        "Au moins 26 morts dans les manifestations",
        "Internet est coupé dans tout le pays",
    ],
    "German": ["Polizei setzt Tränengas ein", "Mindestens 26 Tote bei Protesten", "Die Regierung ist zurückgetreten."],
    "Dutch": ["Politie zet traangas in tegen betogers", "Zeker 26 doden bij protesten in de stad"],
    "Spanish": [
        "La policía disparó gases lacrimógenos contra los manifestantes.",
        "Al menos 26 muertos en las protestas",
    ],
    "Portuguese": ["Pelo menos 26 mortos nos protestos", "A polícia disparou contra os manifestantes na praça."],
    "Italian": ["Almeno 26 morti nelle proteste", "La polizia ha sparato sui manifestanti in piazza."],
    "Polish": ["Policja użyła gazu łzawiącego", "Co najmniej 26 osób zginęło w protestach"],
    "Romanian": ["Poliția a folosit gaze lacrimogene împotriva protestatarilor."],
    "Indonesian": ["Polisi menembakkan gas air mata ke arah pengunjuk rasa di kota itu."],
    "Swedish": ["Polisen sköt tårgas mot demonstranter i staden.", "Minst 26 människor dödades"],
    "Arabic": ["أطلقت الشرطة الغاز المسيل للدموع على المتظاهرين"],
    "Chinese": ["警方向示威者发射催泪弹"],
    "nothing": ["", "12:30", "???", "https://example.org/the-police-said", "Tokayev"],
}


@pytest.mark.parametrize(("tag", "sentence"), [(tag, text) for tag, texts in READ.items() for text in texts])
def test_a_language_that_dalel_reads_is_recognised(tag, sentence):
    assert detect(sentence) == tag


@pytest.mark.parametrize(("name", "sentence"), [(name, text) for name, texts in OTHERS.items() for text in texts])
def test_another_language_is_not_taken_for_one_that_dalel_reads(name, sentence):
    assert detect(sentence) == "und"


def test_a_foreign_name_or_quotation_does_not_change_the_language_of_a_text():
    assert (
        detect("Команда записала песню The Evening Standard, сообщили на сайте Tumblr, и она стала известной.") == "ru"
    )
    assert detect("The slogan was «Шал, кет!», which means that the old man should go.") == "en"
    assert detect("Азаттық радиосының хабарлауынша, жиын «Нет войне» деген ұранмен өтті.") == "kk"


@pytest.mark.parametrize(
    ("declared", "tag"),
    [
        ("en", "en"), ("EN_us", "en-US"), ("kz", "kk"), ("KAZ", "kk"), ("kk-latn-KZ", "kk-Latn-KZ"), ("rus", "ru"),
        ("uk", "uk"), ("und", None), ("English", None), ("русский", None), ("", None), ("e", None), ("en--us", None),
    ],
)  # fmt: skip
def test_a_declared_language_is_a_tag_in_its_usual_form_or_nothing(declared, tag):
    assert tag_of(declared) == tag


def test_what_a_document_says_of_its_language_wins_and_nonsense_is_noted(read):
    assert read("r.md", "---\nlanguage: kz\n---\nThe police said so.").documents[0].language == "kk"
    result = read("r.md", "---\nlanguage: English\n---\nThe police said so.")
    assert result.documents[0].language == "en"
    assert "'English' is not a tag" in result.messages


def test_every_profile_names_twelve_months_in_small_letters():
    assert {profile.tag for profile in profiles()} >= {"en", "ru", "kk"}
    for profile in profiles():
        assert len(profile.months) == 12
        assert all(name == name.lower() for names in profile.months for name in names)
        for writing in profile.writings:
            assert all(word == word.lower() for word in writing.words)


def test_an_article_takes_well_under_a_millisecond():
    article = "Police fired tear gas at protesters in Almaty, the ministry said on Wednesday. " * 80
    detect(article)
    best = min(_seconds(article) for _ in range(50))
    assert best < 0.001


def _seconds(text: str) -> float:
    start = time.perf_counter()
    detect(text)
    return time.perf_counter() - start


@given(st.text(max_size=300))
def test_any_text_has_an_answer(text):
    assert detect(text) in {"en", "ru", "kk", "und"}
