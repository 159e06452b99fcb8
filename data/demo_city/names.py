# SPDX-License-Identifier: Apache-2.0
"""Fictional names in Chinese and English. A pair is (Chinese, English); an anchor adds a place."""

DISTRICT = ("滨海区", "Binhai District")
SEA = ("滨海湾", "Binhai Bay")
RIVER = ("清源河", "Qingyuan River")
LAKE = ("镜湖", "Jinghu Lake")
ISLANDS = (("鸥岛", "Ou Island"), ("小鸥岛", "Little Ou Island"), ("礁石岛", "Jiaoshi Island"))

# (Chinese, English, x, y): each goes to the street whose centre is nearest to the place.
STREETS = (
    ("海滨", "Haibin", 4900, 600), ("东港", "Donggang", 3100, -300), ("古城", "Gucheng", 1300, -400),
    ("望海", "Wanghai", -900, -2900), ("河西", "Hexi", -3000, -1500), ("镜湖", "Jinghu", -300, 1200),
    ("新城", "Xincheng", 4000, 1600), ("北山", "Beishan", 500, 3900), ("河东", "Hedong", -300, -800),
    ("中山", "Zhongshan", 2000, 1200),
)
_COMMUNITIES = """
东港 Donggang 3300 -900|渔港 Yugang 2400 -1700|灯塔 Dengta 2400 -3500|码头 Matou 4100 -800
银滩 Yintan -700 -3400|听涛 Tingtao -1700 -3700|观澜 Guanlan 5300 -100|望潮 Wangchao 5900 1200
鼓楼 Gulou 2100 -300|钟楼 Zhonglou 2600 200|南关 Nanguan 900 -1500|北关 Beiguan 1900 900
桥头 Qiaotou -300 -2200|河畔 Hepan -1200 -900|柳岸 Liu'an -1900 -900|湖滨 Hubin -1300 2000
荷塘 Hetang -200 2300|迎宾 Yingbin -1700 1000|站前 Zhanqian 600 600|学府 Xuefu 3000 1700
"""
_TOWN = """
朝阳 Chaoyang|新华 Xinhua|和平 Heping|光明 Guangming|友谊 Youyi|文化 Wenhua|幸福 Xingfu|永安 Yong'an
振兴 Zhenxing|富民 Fumin|安居 Anju|康宁 Kangning|锦绣 Jinxiu|翠园 Cuiyuan|芳草 Fangcao|春晖 Chunhui
育才 Yucai|广场 Guangchang|长乐 Changle|同心 Tongxin|福安 Fu'an|金桥 Jinqiao|青松 Qingsong
百花 Baihua|向阳 Xiangyang|团结 Tuanjie|兴海 Xinghai|嘉园 Jiayuan|龙泉 Longquan|紫荆 Zijing
"""
_COUNTRY = """
柳树屯 Liushutun|杏树沟 Xingshugou|大台子 Dataizi|小河口 Xiaohekou|三道沟 Sandaogou|高家堡 Gaojiabao
二道岭 Erdaoling|石门子 Shimenzi|梨花峪 Lihuayu|上砬子 Shanglazi|榆树台 Yushutai|团山子 Tuanshanzi
后海村 Houhai|老鹰嘴 Laoyingzui|白马寺 Baimasi|黄土坎 Huangtukan|草甸子 Caodianzi|双井子 Shuangjingzi
"""
_ROADS = """
海 Hai|东 Dong|新 Xin|长 Chang|永 Yong|兴 Xing|福 Fu|安 An|和 He|文 Wen|金 Jin|银 Yin|龙 Long
青 Qing|锦 Jin|明 Ming|华 Hua|康 Kang|嘉 Jia|春 Chun
"""
_ROAD_ENDS = """
安 an|宁 ning|兴 xing|昌 chang|阳 yang|泉 quan|华 hua|盛 sheng|和 he|园 yuan|康 kang|乐 le
"""
MAIN_ROADS = {
    "coast": ("滨海大道", "Binhai Avenue"), "welcome": ("迎宾大道", "Yingbin Avenue"),
    "cape": ("灯塔路", "Dengta Road"), "people": ("人民大街", "Renmin Avenue"),
    "lake": ("镜湖大街", "Jinghu Avenue"), "north": ("中山路", "Zhongshan Road"),
    "west": ("河西路", "Hexi Road"), "east": ("新城路", "Xincheng Road"),
    "south": ("望海大街", "Wanghai Avenue"), "shore": ("环湖路", "Huanhu Road"),
    "express": ("滨海高速公路", "Binhai Expressway"),
}


def _parse(text):
    rows = [row.split() for line in text.strip().splitlines() for row in line.split("|")]
    return [(r[0], r[1], *(float(n) for n in r[2:])) for r in rows]


COMMUNITIES = _parse(_COMMUNITIES)
TOWN = _parse(_TOWN)
COUNTRY = _parse(_COUNTRY)


def road_stems(rng):
    """Two-syllable road names in a mixed order, none twice and none ending as it begins."""
    stems = []
    for a, first in _parse(_ROADS):
        for b, second in _parse(_ROAD_ENDS):
            apostrophe = "'" if second[0] in "aeo" else ""
            if first.lower() != second:
                stems.append((a + b, first + apostrophe + second))
    rng.shuffle(stems)
    return stems


def nearest(pool, centres):
    """Gives each centre the name whose anchor is nearest, the closest pairs first."""
    pairs = sorted((round((x - cx) ** 2 + (y - cy) ** 2), i, k)
                   for i, (cx, cy) in enumerate(centres)
                   for k, (_, _, x, y) in enumerate(pool))
    given, used = {}, set()
    for _, i, k in pairs:
        if i not in given and k not in used:
            given[i] = pool[k][:2]
            used.add(k)
    return given
