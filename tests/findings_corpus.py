"""Budgets that officers really keep: lawful ones that look odd, and mistakes in the forms that hide them."""

from __future__ import annotations

from typing import Any

from benchmarks.findings import Row, code_of, prefecture_of, row

TOWN, OTHER, THIRD = code_of("20201"), code_of("20204"), code_of("20206")
ABOVE = prefecture_of(TOWN)
HUB, MEMBERS = code_of("34207"), [code_of(five) for five in ("34205", "33205", "33207")]
DAYS = [f"2026-{month:02}-21" for month in range(4, 13)] + [f"2027-{month:02}-21" for month in (1, 2, 3)]
MONTHS = [f"{month}月分" for month in (*range(4, 13), 1, 2, 3)]
YEAR = list(zip(DAYS, MONTHS, strict=True))
Table = list[Row]


def pay(body: str, person: str, amount: int, **cells: Any) -> Row:
    return row(body, "cio-aide", "personnel", amount, person=person, **{"employment": "part_time", **cells})


def fee(body: str, person: str, amount: int, category: str = "outsourcing", **cells: Any) -> Row:
    told = {"employment": "contractor", "share": "1", **cells}
    return row(body, "cio-aide", category, amount, person=person, **told)


def support(body: str, category: str, amount: int, **cells: Any) -> Row:
    employment = {"personnel": "part_time", "outsourcing": "contractor"}.get(category, "")
    return row(body, "municipal-support", category, amount, **{"employment": employment, **cells})


def paid_in(body: str, amount: int, note: str = "", **cells: Any) -> Row:
    told = {"main_duty_support": "", "underlying_eligible": "yes", "note": note, **cells}
    return row(body, "municipal-support", "contribution", amount, **told)


def leaders(body: str, category: str, amount: int, **cells: Any) -> Row:
    return row(body, "dx-leader", category, amount, **cells)


def head(body: str, person: str, amount: int, **cells: Any) -> Row:
    return row(body, "accelerator", "personnel", amount, person=person, employment="full_time", **cells)


MONTHLY = [support(ABOVE, "personnel", 320_000, person="信濃花子", date=d, note=f"報酬 {m}") for d, m in YEAR]
CLEAN: dict[str, tuple[Table, ...]] = {
    "pay, month by month": ([pay(TOWN, "信濃太郎", 300_000, date=d, note=m) for d, m in YEAR],),
    "a contract paid at the end of each month, March in April": (
        [
            fee(TOWN, "信州㈱", 550_000, share="0.4", date=d, note=m, 支払先="信州株式会社")
            for d, m in (("2027-02-26", "1月分"), ("2027-03-31", "2月分"), ("2027-04-05", "3月分"))
        ],
    ),
    "weekly lectures": (
        [
            leaders(TOWN, "training", 55_000, date=f"2026-09-{d:02}", note=f"講師謝金 第{d}回", 支払先="大学")
            for d in (4, 11, 18)
        ],
    ),
    "twelve months without days": ([pay(TOWN, "太郎", 300_000, note="報酬（月額）")] * 12,),
    "three trainees at one fee": ([leaders(TOWN, "course", 33_000, date="2026-09-30", note="受講料")] * 3,),
    "two exam fees, one with a note": (
        [leaders(TOWN, "exam", 7_500, date="2026-09-30", note=note) for note in ("", "応用情報 税務課")],
    ),
    "trainees by number": (
        [leaders(TOWN, "course", 33_000, person=f"リーダー{n}", date="2026-09-30") for n in (1, 2)],
    ),
    "one word for several trainees": ([leaders(TOWN, "course", 33_000, person="受講者", date="2026-09-30")] * 2,),
    "part-time, then full-time": (
        [
            support(ABOVE, "personnel", 2_400_000, person="一郎", date="2026-09-30", accelerator="yes"),
            head(ABOVE, "一郎", 4_350_000, date="2027-03-31"),
        ],
    ),
    "part-time, then full-time, by the note": (
        [
            support(ABOVE, "personnel", 2_400_000, person="一郎", note="非常勤 4～9月", accelerator="yes"),
            head(ABOVE, "一郎", 2_400_000, note="10月から任期付職員（常勤）に任用替え"),
        ],
    ),
    "an aide of two towns": (
        [pay(body, "信濃太郎", 100_000, date=d, note=f"兼務 {m}") for body in (TOWN, OTHER) for d, m in YEAR],
    ),
    "an aide of two towns, unsaid": ([pay(body, "信濃太郎", 100_000, date=DAYS[0]) for body in (TOWN, OTHER)],),
    "a firm that serves two towns": (
        [
            fee(b, "信州㈱", 330_000, date="2026-10-30", note=n)
            for b, n in ((TOWN, "長野市契約"), (OTHER, "岡谷市契約"))
        ],
    ),
    "ids that any body may give": (
        [
            *(fee(body, "受託者B", 330_000, date="2027-03-31") for body in (TOWN, ABOVE)),
            *(pay(body, "CIO補佐官", 250_000, date="2026-10-21") for body in (TOWN, OTHER)),
            support(ABOVE, "personnel", 240_000, person="外部人材第二号", date="2026-10-21"),
            pay(TOWN, "外部人材第2号", 240_000, date="2026-10-21"),
            *(
                leaders(body, "course", 110_000, person="DX推進リーダー(1)", date="2026-10-30")
                for body in (TOWN, ABOVE)
            ),
        ],
    ),
    "bought together": (
        [
            leaders(body, "outsourcing", 1_100_000, person="㈱育成", date="2027-03-31", note="3市町共同調達（均等割）")
            for body in (TOWN, OTHER, ABOVE)
        ],
    ),
    "corrected to 0": ([pay(TOWN, "太郎", amount, date=DAYS[6], note="10月分") for amount in (300_000, 0)],),
    "a subsidy beside contributions": (
        [
            support(
                ABOVE,
                "outsourcing",
                19_200_000,
                person="v1",
                other_funding=4_800_000,
                note="市町の負担金4,800千円を充当",
            ),
            support(ABOVE, "recruitment", 1_000_000, other_funding=500_000, note="デジタル実装交付金を充当"),
            *(paid_in(body, 2_400_000, "県への負担金") for body in (TOWN, OTHER)),
        ],
    ),
    "contributions to bodies that are not in the run": (
        [
            support(ABOVE, "personnel", 3_600_000, person="花子"),
            paid_in(TOWN, 800_000, "備後圏域（福山市）への負担金"),
            paid_in(OTHER, 810_000, "○○県市町村情報センターへの負担金"),
            paid_in(THIRD, 820_000, "岡山県への負担金"),
        ],
    ),
    "members of two prefectures": (
        [
            support(
                HUB,
                "outsourcing",
                13_200_000,
                person="h2",
                other_funding=3_300_000,
                hub_city="yes",
                note="負担金を充当",
            ),
            *(paid_in(body, 1_100_000, "福山市への負担金") for body in MEMBERS),
        ],
    ),
    "members that name their hub": (
        [
            support(
                HUB, "outsourcing", 13_200_000, person="h2", other_funding=3_300_000, hub_city="yes", body_name="福山市"
            ),
            *(paid_in(body, 1_100_000, "福山市への負担金") for body in MEMBERS),
        ],
    ),
    "an amount that is net of contributions": (
        [
            support(ABOVE, "outsourcing", 14_400_000, person="v1", note="契約額から市町村負担金4,800千円を控除した額"),
            *(paid_in(body, 2_400_000, "県への負担金") for body in (TOWN, OTHER)),
        ],
    ),
    "a prefecture that pays alone": (
        [support(ABOVE, "recruitment", 700_000, note="求人広告（県単独）"), paid_in(TOWN, 600_000, "県への負担金")],
    ),
    "two exams of one trainee": ([leaders(TOWN, "exam", 7_500, person="総務一郎", date=DAYS[0])] * 2,),
    "a part of a contribution": (
        [
            support(ABOVE, "outsourcing", 6_000_000, person="v1", other_funding=1_500_000, note="市負担金の対象分"),
            paid_in(TOWN, 2_000_000, "県への負担金。うち対象分75%", share="0.75"),
        ],
    ),
    "training of one's own staff": (
        [leaders(ABOVE, "outsourcing", 5_000_000), leaders(TOWN, "contribution", 110_000, note="県の研修負担金")],
    ),
    "March and April on one day": (
        [
            fee(TOWN, "信州㈱", 300_000, date="2026-04-30", fiscal_year=year, note=note)
            for year, note in (("R7", "R7年度3月分"), ("R8", "R8年度4月分"))
        ],
    ),
    "allowances": (
        [
            *MONTHLY,
            *(support(ABOVE, "personnel", 48_000, person="信濃花子", date=d, note=f"厚生年金 {m}") for d, m in YEAR),
            *(support(ABOVE, "personnel", 20_000, person="信濃花子", date=d, note="") for d in DAYS),
        ],
    ),
    "pay by the day": (
        [pay(TOWN, "太郎", 30_000, date=f"2026-{m:02}-{d:02}", note="日額") for m in range(4, 13) for d in (8, 22)],
    ),
    "small fees and one contract": (
        [
            *(leaders(TOWN, "exam", 7_500, person=f"リーダー{n}") for n in range(1, 9)),
            leaders(TOWN, "outsourcing", 9_680_000),
        ],
    ),
    "two advertisements": (
        [
            support(HUB, "recruitment", 275_000, date="2026-05-29", note="圏域支援人材 求人", hub_city="yes"),
            row(HUB, "cio-aide", "recruitment", 275_000, date="2026-05-29", note="補佐官 求人", hub_city="yes"),
        ],
    ),
    "two contracts of one firm": (
        [
            fee(TOWN, "信州㈱", 330_000, date="2026-10-30", note="助言 9月分 契約第12号"),
            leaders(TOWN, "outsourcing", 330_000, person="信州㈱", date="2026-10-30", note="研修 契約第34号"),
        ],
    ),
    "two posts of one person": (
        [
            support(HUB, "personnel", 200_000, person="花子", date=DAYS[0], note="圏域支援 週2日", hub_city="yes"),
            pay(HUB, "花子", 200_000, date=DAYS[0], note="補佐官 週2日", hub_city="yes"),
        ],
    ),
    "two files, two trainings": tuple(
        [leaders(TOWN, "training", 110_000, date="2026-09-30", note=note)] for note in ("利活用研修", "デザイン研修")
    ),
    "undated instalments in two shares": (
        [
            fee(TOWN, "信州㈱", 500_000, category, share=share, note=month)
            for month in MONTHS
            for category, share in (("outsourcing", "0.5"), ("outsourcing_other", "0.3"))
        ],
    ),
    "an advance and a part": (
        [
            fee(TOWN, "信州㈱", 1_500_000, date=day, note=note, 支払先="信州㈱")
            for day, note in (("2026-10-01", "前払金"), ("2026-10-07", "部分払"))
        ],
    ),
    "a contract of several years": (
        [fee(TOWN, "信州㈱", 3_000_000, date=f"{2018 + y}-10-30", fiscal_year=f"R{y}") for y in (6, 7, 8, 9)],
    ),
    "employment that says part-time for one half": (
        [
            head(ABOVE, "一郎", 4_000_000, date="2027-03-31"),
            support(ABOVE, "personnel", 2_000_000, person="一郎", employment="", date="2026-09-30", note="非常勤の間"),
        ],
    ),
}
"""Nothing is wrong with them; some deserve a question, none an error. Several tables are several files."""

RARE = 3_412_345
MISSED: dict[str, tuple[str, tuple[Table, ...]]] = {
    "a firm in two spellings under two measures": (
        "KF001",
        (
            [
                fee(TOWN, "株式会社信州", RARE, date="2026-10-20"),
                leaders(TOWN, "outsourcing", RARE, person="㈱信州", date="2026-10-20"),
            ],
        ),
    ),
    "kana in two scripts": (
        "KF001",
        (
            [
                pay(TOWN, "やまだ たろう", 412_345, date=DAYS[0]),
                leaders(TOWN, "training", 412_345, person="ヤマダタロウ", date=DAYS[0]),
            ],
        ),
    ),
    "a day between two measures": (
        "KF009",
        (
            [
                pay(TOWN, "太郎", 412_345, date=DAYS[0]),
                leaders(TOWN, "training", 412_345, person="太郎", date="2026-04-22"),
            ],
        ),
    ),
    "a person in one row and none in the other": (
        "KF009",
        ([fee(TOWN, "信州", RARE, date=DAYS[0]), leaders(TOWN, "outsourcing", RARE, date=DAYS[0])],),
    ),
    "two categories of one measure": (
        "KF009",
        ([leaders(TOWN, category, RARE, date=DAYS[0], note="研修委託") for category in ("training", "outsourcing")],),
    ),
    "a year and its months": (
        "KF009",
        ([*(pay(TOWN, "太郎", 300_000, date=d) for d in DAYS), leaders(TOWN, "training", 3_600_000, person="太郎")],),
    ),
    "a copy with a share": ("KF002", ([fee(TOWN, "信州", RARE, share="0.4", date=DAYS[0], note="助言")] * 2,)),
    "a copy without its day": ("KF003", ([pay(TOWN, "太郎", RARE, date=DAYS[0]), pay(TOWN, "太郎", RARE)],)),
    "a copy without day and note": ("KF003", ([fee(TOWN, "信州", RARE)] * 2,)),
    "a copy in another file": ("KF003", ([leaders(TOWN, "training", 100_001)], [leaders(TOWN, "training", 100_001)])),
    "a copy in other widths": (
        "KF002",
        ([leaders(TOWN, "outsourcing", 412_345, date=DAYS[0], note=note) for note in ("ＤＸ 委託", "DX委託（再掲）")],),
    ),
    "a copy with other funding put in": (
        "KF003",
        (
            [
                pay(TOWN, "太郎", 412_345, date=DAYS[6], note=note, other_funding=funding)
                for note, funding in (("10月分", 0), ("10月分 県補助充当", 100_000))
            ],
        ),
    ),
    "one vendor at two bodies": (
        "KF009",
        (
            [
                support(ABOVE, "outsourcing", RARE, person="v1", date=DAYS[0], 支払先="信州"),
                fee(TOWN, "p1", RARE, date=DAYS[0], 支払先="信州"),
            ],
        ),
    ),
    "one cost at bodies of two prefectures": (
        "KF009",
        (
            [
                support(HUB, "personnel", RARE, person="太郎", date=DAYS[0], hub_city="yes"),
                pay(MEMBERS[1], "太郎", RARE, date=DAYS[0]),
            ],
        ),
    ),
    "contributions to training": (
        "KF007",
        (
            [
                leaders(ABOVE, "outsourcing", 6_000_000, for_municipality="yes"),
                leaders(TOWN, "contribution", 2_000_000, note="県リーダー研修負担金"),
            ],
        ),
    ),
    "contributions behind a subsidy": (
        "KF007",
        (
            [
                support(ABOVE, "outsourcing", 6_000_000, person="v1", other_funding=2_000_000, note="国庫補助を充当"),
                paid_in(TOWN, 2_000_000, "県への負担金"),
            ],
        ),
    ),
    "a hub city's contributions behind the prefecture's": (
        "KF007",
        (
            [
                support(ABOVE, "outsourcing", 6_000_000, person="v1", other_funding=3_000_000),
                support(THIRD, "personnel", 3_000_000, person="v2", hub_city="yes"),
                paid_in(TOWN, 1_000_000, "県への負担金"),
                paid_in(OTHER, 2_000_000, "長野広域圏への負担金"),
            ],
        ),
    ),
    "a contribution in another row's note": (
        "KF021",
        ([support(ABOVE, "outsourcing", 19_200_000, person="v1", note="関係市町村負担金 4,800千円")],),
    ),
    "a column of subsidies": ("KF021", ([fee(TOWN, "信州", 3_000_000, 国庫支出金="1,500,000")],)),
    "a column of travel": ("KF011", ([support(ABOVE, "outsourcing", 3_000_000, person="信州", うち旅費="120,000")],)),
    "another day and year": (
        "KF009",
        ([pay(TOWN, "太郎", 412_345, date=d, fiscal_year=y) for d, y in (("2026-04-20", "R7"), ("2026-04-21", "R8"))],),
    ),
    "ten days apart, no vendor": ("KF006", ([fee(TOWN, "信州", RARE, date=d) for d in ("2026-10-20", "2026-10-30")],)),
    "a vendor's column by another name": (
        "KF006",
        (
            [
                leaders(TOWN, "outsourcing", 812_345, date=d, **{"納入業者（名称）": "信州"})
                for d in ("2026-10-20", "2026-10-22")
            ],
        ),
    ),
    "a second column of vendors": (
        "KF006",
        (
            [
                leaders(TOWN, "outsourcing", 812_345, date=d, 業者名="", 委託先="信州")
                for d in ("2026-10-20", "2026-10-22")
            ],
        ),
    ),
    "a head whose pay does not say how": (
        "KF008",
        (
            [
                head(ABOVE, "一郎", 9_000_000),
                support(ABOVE, "personnel", 2_000_000, person="一郎（アクセラレータ）", employment=""),
            ],
        ),
    ),
    "pay in another unit": (
        "KF046",
        ([*(pay(TOWN, "太郎", 300_000, date=d) for d in DAYS[:11]), pay(TOWN, "太郎", 300, date=DAYS[11])],),
    ),
    "a share that the note contradicts": ("KF047", ([fee(TOWN, "信州", 6_000_000, share="0.6", note="按分率40%")],)),
    "a whole and a part": (
        "KF033",
        (
            [
                fee(TOWN, "信州", RARE, date=DAYS[0]),
                fee(TOWN, "信州", RARE, "outsourcing_other", share="0.4", date=DAYS[0]),
            ],
        ),
    ),
    "parts on two days": (
        "KF033",
        (
            [
                fee(TOWN, "信州", RARE, share="0.7", date="2027-03-31"),
                fee(TOWN, "信州", RARE, "outsourcing_other", share="0.4", date="2027-03-30"),
            ],
        ),
    ),
    **{
        f"{one} and {other}": ("KF036", ([pay(TOWN, one, 3_000_000), pay(TOWN, other, 2_000_000)],))
        for one, other in (
            ("㈲データ", "有限会社データ"),
            ("合同会社データ", "(同)データ"),
            ("v-1", "v1"),
            ("山田太郎", "山田太郎（補佐官）"),
            ("栁田太郎", "柳田太郎"),
            ("瀧川・太郎", "滝川太郎"),
            ("龍ヶ崎一", "龍ケ崎一"),
        )
    },
}
"""What was once not found: the code, and the tables."""

HARMLESS = {
    "municipal-support": (
        *(
            "旅費は計上せず",
            "旅費抜き",
            "旅費は含んでおりません",
            "旅費は別",
            "旅費は受託者負担",
            "旅費相当額を減額済",
            "交通費不支給",
            "旅費：無",
            "旅費0円",
        ),
        *(
            "（除：旅費、通信運搬費）",
            "【対象外】旅費・通信費",
            "対象外（旅費 120千円、通信費 30千円）を控除後",
            "旅費は委託料（その他）の行に計上",
        ),
        *(
            "旅費、通信運搬費、消耗品費及び一般管理費（計1,234千円）は対象外",
            "旅費を含めない",
            "市町村DX支援アドバイザー派遣事業",
            "旅費（対象外）",
        ),
        *("県アドバイザー派遣業務委託（県独自）", "契約額のうち人件費相当（旅費・通信費を含む総額から算出）"),
    ),
    "cio-aide": (
        *(
            "備品台帳のデジタル化助言",
            "飲食店営業許可のオンライン化助言",
            "弁当予約アプリ導入助言",
            "補助金申請のオンライン化助言",
            "給付金・交付金事務のデジタル化",
        ),
        *(
            "計画策定は別契約",
            "計画策定後の助言",
            "計画の策定は令和6年度に完了",
            "国庫補助金：無",
            "補助金等 ０円",
            "補助金未充当",
            "交付金活用せず",
            "ロードマップに基づく助言",
        ),
        *(
            "DXアドバイザー派遣とは別に契約",
            "ふるさと納税（寄附金）事務の助言",
            "国庫補助事業に該当せず",
            "補助金不充当（全額一般財源）",
        ),
    ),
    "dx-leader": (
        "全職員から選抜したリーダーの研修",
        "全職員アンケート",
        "一般職員向けは含めず",
        "講師旅費は主催者負担",
        "開催日当日の設営",
        "全職員へ展開するリーダーの研修",
    ),
}
"""Notes that hold a word and say nothing, by measure."""

TELLING = {
    "municipal-support": (
        *(
            ("旅　費 込", "KF011"),
            ("旅費込（消費税は別途）", "KF011"),
            ("旅費12万円、通信費を除く", "KF011"),
            ("交通費あり、その他なし", "KF011"),
        ),
        *(
            ("航空運賃", "KF011"),
            ("高速代", "KF011"),
            ("モバイルルータ", "KF012"),
            ("データ通信SIM", "KF012"),
            ("ノートPC", "KF013"),
            ("諸経費込", "KF013"),
        ),
    ),
    "cio-aide": (
        *(
            ("計画を策定", "KF016"),
            ("ロードマップ作成", "KF016"),
            ("県支出金", "KF021"),
            ("国1/2", "KF021"),
            ("国庫1/2（消費税分は対象外）", "KF021"),
        ),
        *(
            ("交付金（事務費分は除く）", "KF021"),
            ("補助金あり、その他の特財はなし", "KF021"),
            ("補 助 金", "KF021"),
            ("DXアドバイザー謝礼", "KF018"),
        ),
    ),
    "dx-leader": (("全ての職員", "KF015"), ("悉皆研修", "KF015"), ("全 職 員", "KF015"), ("管理職研修", "KF015")),
}
"""Notes that name what does not count, by measure, with the code."""
