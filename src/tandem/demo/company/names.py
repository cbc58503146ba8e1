"""Invented names: persons from two lists, companies from syllables. Nothing here is drawn at random.

A number becomes a name by a fixed walk through all combinations, so names are unique without a memory of
those already given, and the same number gives the same name on every machine.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import gcd


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FIRST_NAMES = _words(
    """
    Ada Adrian Agnes Aleksi Alma Alba Amira Anders Anja Anouk Anton Arne Arvid Astrid Aurel Beata Benno
    Birgit Bruno Camille Carla Casper Celia Chiara Clara Cosima Dario David Delia Diana Edda Edgar
    Eliska Elias Ella Emil Enno Erika Esra Eva Fabio Felix Fenna Filip Flora Frida Gabor Gerda Greta
    Gregor Hanna Hannes Helge Helena Hugo Ida Ilias Ilona Imke Ines Irina Iris Ivo Jana Jaro Jasper
    Joana Joris Judit Jule Kaja Karim Karin Kasia Kilian Klara Lars Laura Lea Leon Lidia Lina Lotte Luca
    Ludmila Maja Malte Marek Marit Marta Matteo Mika Milan Mina Mirko Nadia Nele Nico Nina Noemi Nora
    Oda Ole Olga Oskar Paula Pavel Pelle Petra Pia Rasmus Rea Remy Renata Rita Robin Romy Rosa Ruben
    Runa Sanna Selma Silas Silvia Simon Sina Sofia Stella Sven Tabea Tamas Tanja Thea Tilda Tim Tomas
    Una Uwe Vera Viktor Vito Wanda Wim Yara Yannis Yves Zita Zoe
    """
)
SURNAMES = _words(
    """
    Abendrot Achterberg Almskog Andrasko Arvella Aschwand Bachlund Bagrati Barnholt Barvik Bekkestad
    Bellacorte Bergkvist Bielanka Birkhoven Blancpre Bodenau Borsany Brandeck Brankov Brennholt Brisac
    Brodersund Calvarno Campolino Castelmur Cederlind Cermanek Corvaux Dahlenberg Dalgarde Darnow
    Delacombe Dornfeld Drachev Drievelt Dubrawka Eckersund Edlinger Ehrenthal Eikeland Elsgaard Enderlin
    Erdelyi Eskildal Falkenau Faragos Feldmark Ferrantino Fjellvang Fossard Friedau Galanter Garnholm
    Gattoni Gerstenau Glavic Gossart Grandval Grenholm Groenveld Gyorvar Haberlund Halvard Hartelman
    Havelka Hedlin Heidegg Hollmark Hordvik Hruby Illmensee Isaksund Jablonka Jarnbo Jelinski Jordaens
    Kaldahl Kallstrom Kamenik Karlovac Kastelan Kesteren Kirchau Klevmark Kolmgard Koravi Krisander
    Kvistad Lagerholm Lambrecq Landauer Lariva Lauritz Leskovar Lichtner Lindvald Lommel Lorentsen
    Lunaro Maarsen Malinko Marchetto Mastenbroek Mayrhof Melgaard Merckens Mirande Molenkamp Montaigu
    Moravik Nagyvary Nieminsalo Nordhaug Novotka Oberhalt Odelstam Ollinger Orsolan Ostervald Palmqvist
    Pavarin Pechlaner Pellegri Perlmann Pettersund Pokornik Quistgard Rabenau Radevic Rautasalo Reinhof
    Rietveldt Rivasola Rosendal Rychta Saarholm Sandegren Savoldi Schellau Schimmel Selvaggi Sikorka
    Skarholt Soderlind Solheim Sorvino Stavang Steinmar Stolberg Strandhall Svanlund Szerdai Tavernari
    Thalberg Tiefenau Tolvanen Torsvik Trebinje Uhlenhof Ulvaeng Valcourt Vandevoort Varkonyi Vesterlund
    Vidovic Vinterberg Voskamp Wachtel Wallenhof Weidau Westergren Wielant Winterau Wolfsund Zabrany
    Zandstra Zellweg Zimmerau Zoltany
    """
)
_STARTS = _words(
    """
    Bal Bel Bor Bran Brel Cal Cor Dal Dar Del Dor Drem Dun Elm Er Fal Fen Fir Flo Gal Gar Gel Gor Gral
    Hal Hav Hest Hor Il Ister Jal Jor Kal Kel Kor Krel Lam Lir Lor Lum Mal Mar Mel Mor Nal Nor Nov Ol Or
    Os Pal Pel Pir Pral Quel Ral Ren Ros Sal Sar Sel Sil Sor Stral Tal Tar Tel Tor Tral Ul Ur Val Var
    Vel Vin Vol War Wel Wor Yar Yel Zal Zel Zor Gren Stel Vang Thor
    """
)
_MIDDLES = _words(
    """
    a abi ade aka ake ami aro avi eda esa eli emi eno era eto eva ibe ida ifo ila imo ina iro ista ivo
    obe oda osa oli ome ora ose ovi uba ude uli umi uno
    """
)
_ENDS = _words(
    """
    bant bek berg brix bro cor crest dal den dric fax fell gard gen grid ham hart holm kern kett lane
    lund mark mar mont nex nor par quor rand rax rell rin ris rona sal sen son stad steen tal tern tis
    ton tor trix va vant vera vik vil vor wald wick wyn zan zell zon
    """
)
_TRADES = (
    "", "", "", "Group", "Works", "Foods", "Logistics", "Textiles", "Pharma", "Packaging", "Paper", "Metals",
    "Dairy", "Energy", "Glass", "Systems", "Brothers", "Partners", "Chemicals", "Marine",
)  # fmt: skip
# Well-known marks that the syllables could meet; names step round them.
TAKEN = frozenset(
    _words(
        """
    darden gorton halden norvik novartis norton salmar selden torvald marlboro balenciaga corelogic
    delonghi garmin halliburton kellogg lamborghini marriott mercedes michelin motorola novell oracle
    palantir porsche renault rolex salesforce sartorius siemens sonos telefonica toyota valero verizon
    volvo walmart zeiss zalando adidas alcatel allianz bosch danone ericsson heineken hilton lenovo
    nestle nokia pepsico philips pirelli roche samsung sanofi shell spotify tesla unilever vodafone
    yamaha
    """
    )
)
SHORT = len(_STARTS) * len(_ENDS)
COMPANIES = SHORT * (1 + len(_MIDDLES))
PERSONS = len(FIRST_NAMES) * len(SURNAMES)


def _walk(number: int, size: int, step: int) -> int:
    """The place of `number` in a fixed order of 0..size-1 that looks shuffled; one to one."""
    while gcd(step, size) != 1:
        step += 2
    return (number * step + size // 3) % size


def person_name(number: int) -> str:
    """Name of the n-th person, unique below PERSONS."""
    place = _walk(number, PERSONS, 15485863)
    return f"{FIRST_NAMES[place % len(FIRST_NAMES)]} {SURNAMES[place // len(FIRST_NAMES)]}"


def company_stem(place: int) -> str:
    """The combination at `place` (0..COMPANIES-1): first all of two syllables, then those with a middle."""
    middle, short = divmod(place, SHORT)
    start, end = divmod(short, len(_ENDS))
    return _STARTS[start] + (_MIDDLES[middle - 1] if middle else "") + _ENDS[end]


def company_name(number: int) -> str:
    """Name of the n-th company, unique below COMPANIES; short names come first."""
    if number < SHORT:
        place = _walk(number, SHORT, 32452843)
    else:
        place = SHORT + _walk(number - SHORT, COMPANIES - SHORT, 32452843)
    stem = company_stem(place)
    if stem.lower() in TAKEN:
        stem = f"{stem}ena"
    trade = _TRADES[_walk(number, 1009, 389) % len(_TRADES)]
    return f"{stem} {trade}" if trade else stem


def domain_of(name: str) -> str:
    """An internet domain below .example, which nobody can own."""
    return f"{'-'.join(name.lower().split())}.example"


def address_of(name: str, domain: str) -> str:
    """E-mail address of a person in that domain."""
    return f"{'.'.join(name.lower().split())}@{domain}"


def company_names(numbers: Iterable[int]) -> list[str]:
    """company_name for many."""
    return [company_name(number) for number in numbers]
